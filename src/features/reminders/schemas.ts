import { Type } from '@sinclair/typebox'
import type { Static } from '@sinclair/typebox'
import { daysForetold } from '../../domain/escalation.ts'
import { silenceCodes } from '../../domain/reminder-silence.ts'
import { channels, reminderStates, reminderSubjects, rungs } from '../../domain/reminder.ts'
import { closedReasons } from '../../domain/send-window.ts'
import { Day, Email, Id, Instant, listOf, listQuery, nullable, oneOf, ref } from '../../platform/http/schemas.ts'
import type { PlanCounts } from './planning.ts'
import { ReminderPolicyPatch } from './policy-schemas.ts'
import type { Preview } from './preview.ts'
import type { LedgerRow } from './queries.ts'
import type { NextReminder, RemindersOfAction } from './why.ts'

const subjectType = oneOf(reminderSubjects, 'What is chased: an action by its due date, a paused one by the day it resumes, a milestone, what waits for a decision or a judgement (`extension`, `evidence`, `sign_off`, `impact_review`), or a missing `observation` of a measure.')
const step = Type.Integer({ description: 'Days from the due date; negative before it.', examples: [14] })
const rung = oneOf(rungs, 'As whom the recipient hears it.')
const recipient = Type.String({ maxLength: 254, description: 'The address, in lower case.', examples: ['duty.manager@agency.example'] })
const subject = {
  subjectType,
  subjectId: { ...Id, description: 'The action (`action`, `pause`, `sign_off`), milestone, extension, piece of evidence, impact review or measure.' },
  actionId: nullable(Id, 'The action that it belongs to; null for a measure.'),
  period: nullable(Type.String({ examples: ['2026-Q4'] }), 'The period of a missing observation; null for all else.'),
  dueOn: { ...Day, description: 'The due date that the steps are counted from. What waits for a decision is due 14 days after it was handed in, an extension 7 days after it was asked for, an observation 14 days after its period.' }
}

export const Reminder = Type.Object({
  id: Id,
  ...subject,
  step,
  rung,
  recipient,
  channel: oneOf(channels, 'By which way.'),
  state: oneOf(reminderStates, '`planned`: it goes out with the digest of today or, where that has gone, of the next working day; `skipped`: it no longer stood when it was to be sent; `failed`: it could not be delivered.'),
  reason: nullable(Type.String({ examples: ['due_date_moved'] }), 'Why it was skipped or failed or, while it is planned, why the last attempt came to nothing, in a word; null otherwise.'),
  sentAt: nullable(Instant, 'Null: not sent.'),
  acknowledgedAt: nullable(Instant, 'When its recipient acknowledged it; the ladder goes on at its next step.'),
  createdAt: { ...Instant, description: 'When it was planned.' },
  sendOn: { ...Day, description: 'The working day of the digest in which it stands.' },
  attempts: Type.Integer({ minimum: 0, description: 'How often that digest has been handed to the channel, or taken up to be.' }),
  nextAttemptAt: nullable(Instant, 'While it is planned, when its digest is sent or tried again, at the earliest; null otherwise.')
}, { $id: 'Reminder', additionalProperties: false })

export const ReminderList = listOf(Reminder, 'ReminderList')

export const ReminderQuery = listQuery(['createdAt'], {
  state: Type.Optional(Type.Array(oneOf(reminderStates, 'A state.'), { description: 'States to show.' })),
  subjectType: Type.Optional(Type.Array(oneOf(reminderSubjects, 'A kind of subject.'), { description: 'Kinds of subject to show.' })),
  actionId: Type.Optional(Type.Array(Id, { maxItems: 50, description: 'Actions to show.' })),
  recipient: Type.Optional(Type.Array(Email, { maxItems: 50, description: 'Addresses to show.' }))
})

const Next = Type.Object({ ...subject, step, on: { ...Day, description: 'The working day on which it goes out, should nothing change.' }, to: rung, recipient }, { additionalProperties: false })

const Why = Type.Object({
  code: oneOf(silenceCodes, 'Why, in a word.'),
  message: Type.String({ description: 'Why, in a sentence.' })
}, { additionalProperties: false })

const mostTold = 200

export const ActionReminders = Type.Object({
  sent: Type.Array(ref(Reminder), { maxItems: mostTold, description: `What was sent, the latest first; the latest ${mostTold}. \`GET /v1/reminders?actionId=\` has them all.` }),
  planned: Type.Array(ref(Reminder), { maxItems: mostTold, description: 'What is about to be sent, and still stands.' }),
  notSent: Type.Array(ref(Reminder), { maxItems: mostTold, description: 'What was skipped or failed, and why; the latest first. What no longer stands is told as skipped here before the hour comes at which it would have gone.' }),
  next: Type.Array(Next, { description: `What will be sent in the next ${daysForetold} days, should nothing change.` }),
  why: Type.Array(Why, { description: 'Why nothing was sent, or why it goes to someone else.' })
}, { $id: 'ActionReminders', additionalProperties: false })

export const PreviewInput = Type.Object({
  policy: Type.Optional({ ...ReminderPolicyPatch, description: 'A policy to try; left out, the partnership’s own.' }),
  asOf: Type.Optional({ ...Day, description: 'The day to look at, today or later; the next working day stands for one that is none. Default: today.' })
}, { additionalProperties: false })

const count = (description: string) => Type.Integer({ minimum: 0, description })

export const ReminderPreview = Type.Object({
  asOf: Day,
  sendOn: { ...Day, description: 'The working day on which it would go out.' },
  reminders: count('How many steps would be told in all.'),
  total: count('To how many addresses.'),
  data: Type.Array(Type.Object({
    recipient,
    personId: nullable(Id, 'Null: the address is an agency’s.'),
    reminders: count('How many steps would stand in the digest.'),
    overdue: count('How many of them after their due date.'),
    rungs: Type.Array(oneOf(rungs, 'A rung.'), { description: 'As whom the address hears them.' })
  }, { additionalProperties: false }), { maxItems: mostTold, description: `The addresses that would hear most, at most ${mostTold}.` })
}, { $id: 'ReminderPreview', additionalProperties: false })

export const RunInput = Type.Object({
  ignoreSendWindow: Type.Optional(Type.Boolean({ description: 'true: plan also at night, at weekends and on bank holidays.' }))
}, { additionalProperties: false })

export const ReminderRun = Type.Object({
  planned: count('Steps written to the ledger by this run.'),
  alreadyPlanned: count('Steps that are due and were on the ledger already.'),
  postponed: count('Of the planned ones, those that go out on the next working day, since today’s digest of their recipient has gone.'),
  messages: count('The digests in which the planned ones stand.'),
  closedBecause: nullable(oneOf(closedReasons, 'Why the send window is closed.'), 'Why nothing was planned; null when the send window was open or ignored.')
}, { $id: 'ReminderRun', additionalProperties: false })

export const components = [Reminder, ReminderList, ActionReminders, ReminderPreview, ReminderRun]

export type ReminderQuery = Static<typeof ReminderQuery>

export function presentReminder (row: LedgerRow): Static<typeof Reminder> {
  const { id, subjectType, subjectId, actionId, occurrence, dueOn, step, rung, recipient, channel, state, sentAt, acknowledgedAt, createdAt, sendOn, attempts } = row
  const isPlanned = state === 'planned'
  return {
    id, subjectType, subjectId, actionId, period: periodOf(occurrence), dueOn, step, rung, recipient, channel, state, reason: isPlanned ? row.fault : row.reason,
    sentAt, acknowledgedAt, createdAt, sendOn, attempts, nextAttemptAt: isPlanned ? row.nextAttemptAt : null
  }
}

export function presentActionReminders ({ ledger, next, why }: RemindersOfAction): Static<typeof ActionReminders> {
  const inState = (...states: string[]) => ledger.filter(({ state }) => states.includes(state)).slice(0, mostTold).map(presentReminder)
  return { sent: inState('sent'), planned: inState('planned'), notSent: inState('skipped', 'failed'), next: next.map(presentNext), why: [...why] }
}

function presentNext ({ chased: { subjectType, subjectId, actionId, occurrence, dueOn }, step, on, rung, recipient: { address } }: NextReminder): Static<typeof Next> {
  return { subjectType, subjectId, actionId, period: periodOf(occurrence), dueOn, step, on, to: rung, recipient: address }
}

function periodOf (occurrence: string): string | null {
  return occurrence === '' ? null : occurrence
}

export function presentPreview ({ asOf, sendOn, reminders, digests }: Preview): Static<typeof ReminderPreview> {
  const data = digests.slice(0, mostTold).map(({ recipient: { address, personId }, reminders, overdue, rungs: heardAs }) =>
    ({ recipient: address, personId, reminders, overdue, rungs: rungs.filter((each) => heardAs.has(each)) }))
  return { asOf, sendOn, reminders, total: digests.length, data }
}

export function presentRun ({ planned, alreadyPlanned, postponed, messages, closedBecause }: PlanCounts): Static<typeof ReminderRun> {
  return { planned, alreadyPlanned, postponed, messages, closedBecause }
}
