import t from 'tap'
import { withdrawalOf } from '../../src/domain/reminder-standing.ts'
import type { PlannedReminder } from '../../src/domain/reminder-standing.ts'
import type { Chased } from '../../src/domain/reminder.ts'

const lead = { address: 'lead@example.org', personId: 'p' }
const nobody = { lead: [], deputy: [], agency: [], senior_leader: [], coordinator: [] }
const chased: Chased = { subjectType: 'observation', subjectId: 'm', occurrence: '2026-01', actionId: null, dueOn: '2026-02-14', recipients: { ...nobody, lead: [lead] } }
const planned: PlannedReminder = { dueOn: '2026-02-14', occurrence: '2026-01', step: 7, recipient: lead.address, acknowledgedAt: null, latestStep: 7 }

t.test('a promise stands while what it tells is so, whoever hears it on whichever rung', async (t) => {
  t.equal(withdrawalOf(planned, chased), undefined)
  t.equal(withdrawalOf(planned, { ...chased, recipients: { ...nobody, coordinator: [lead] } }), undefined)
})

t.test('a promise is withdrawn for the first reason that there is', async (t) => {
  t.equal(withdrawalOf(planned, undefined), 'no_longer_open')
  t.equal(withdrawalOf(planned, { ...chased, occurrence: '2026-02' }), 'no_longer_open', 'that figure came in; another is missing now')
  t.equal(withdrawalOf(planned, { ...chased, dueOn: '2026-02-15' }), 'due_date_moved')
  t.equal(withdrawalOf(planned, { ...chased, recipients: nobody }), 'recipient_changed')
  t.equal(withdrawalOf({ ...planned, latestStep: 8 }, chased), 'overtaken')
  t.equal(withdrawalOf({ ...planned, acknowledgedAt: '2026-02-21T10:00:00.000Z' }, chased), 'acknowledged')
  t.equal(withdrawalOf({ ...planned, latestStep: 8, acknowledgedAt: '2026-02-21T10:00:00.000Z' }, undefined), 'no_longer_open')
})
