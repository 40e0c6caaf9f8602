import t from 'tap'
import { isAmong, recipientsOfJudges, recipientsOfOwner } from '../../src/domain/reminder-recipients.ts'
import type { Directory, ListedAgency, ListedPerson } from '../../src/domain/reminder-recipients.ts'
import { rungs } from '../../src/domain/reminder.ts'
import type { Recipients } from '../../src/domain/reminder.ts'

const agency: ListedAgency = { id: 'csc', email: 'Duty@CSC.example', escalationEmail: 'director@csc.example', validFrom: null, validTo: null, successorId: null }
const person: ListedPerson = { id: 'lead', email: 'Lead@csc.example', role: 'contributor', agencyId: 'csc', deputyId: 'deputy', active: true }
const everyone: readonly ListedPerson[] = [
  person,
  { ...person, id: 'deputy', email: 'deputy@csc.example', deputyId: null },
  { ...person, id: 'own', email: 'own@csc.example', role: 'reviewer' },
  { ...person, id: 'judge', email: 'judge@police.example', role: 'reviewer', agencyId: 'police' },
  { ...person, id: 'head', email: 'head@unit.example', role: 'coordinator', agencyId: 'unit' },
  { ...person, id: 'gone', email: 'gone@unit.example', role: 'coordinator', agencyId: 'unit', active: false }
]

function directory ({ people = everyone, agencies = [agency], failed = [] }: { people?: readonly ListedPerson[], agencies?: readonly ListedAgency[], failed?: readonly string[] } = {}): Directory {
  const byId = <Item extends { id: string }>(items: readonly Item[]) => new Map(items.map((item) => [item.id, item]))
  return { people: byId(people), agencies: byId(agencies), failedAddresses: new Set(failed), today: '2026-03-02' }
}

/** The addresses on each rung, from the lead to the coordinators. */
function addresses (recipients: Recipients): string[] {
  return rungs.map((rung) => recipients[rung].map(({ address }) => address).join(' '))
}

const work = { leadPersonId: 'lead', ownerAgencyId: 'csc' }

t.test('work is chased with its lead, deputy, agency, senior leader and the coordinators who are there', async (t) => {
  t.strictSame(addresses(recipientsOfOwner(work, directory())), ['lead@csc.example', 'deputy@csc.example', 'duty@csc.example', 'director@csc.example', 'head@unit.example'])
})

t.test('a lead who has left is passed over, the deputy is not', async (t) => {
  const people = everyone.map((each) => each.id === 'lead' ? { ...each, active: false } : each)

  t.strictSame(addresses(recipientsOfOwner(work, directory({ people }))).slice(0, 2), ['', 'deputy@csc.example'])
})

t.test('an address that failed is as good as none, in whatever case it is written', async (t) => {
  t.strictSame(addresses(recipientsOfOwner(work, directory({ failed: ['lead@csc.example', 'duty@csc.example'] }))), ['', 'deputy@csc.example', '', 'director@csc.example', 'head@unit.example'])
})

t.test('an agency that has ended hears through its successor, from the day after its last', async (t) => {
  const heir: ListedAgency = { ...agency, id: 'trust', email: 'duty@trust.example', escalationEmail: null }
  const ended = (validTo: string) => addresses(recipientsOfOwner(work, directory({ agencies: [{ ...agency, validTo, successorId: 'trust' }, heir] }))).slice(2, 4)

  t.strictSame(ended('2026-03-02'), ['duty@csc.example', 'director@csc.example'])
  t.strictSame(ended('2026-03-01'), ['duty@trust.example', ''])
})

t.test('work of nobody reaches the coordinators', async (t) => {
  t.strictSame(addresses(recipientsOfOwner({ leadPersonId: null, ownerAgencyId: null }, directory())), ['', '', '', '', 'head@unit.example'])
})

t.test('what waits for a judgement is chased with every reviewer who has no part in it', async (t) => {
  const judged = { ownerAgencyId: 'csc', ownerAgencyIdWhenSubmitted: 'csc', submittedById: 'lead', submittedByAgencyId: 'csc' }

  t.strictSame(addresses(recipientsOfJudges(judged, directory())), ['judge@police.example', '', '', '', 'head@unit.example'])
  t.strictSame(addresses(recipientsOfJudges({ ...judged, submittedByAgencyId: 'police' }, directory()))[0], '')
})

t.test('whoever is on no rung has no part in it', async (t) => {
  const recipients = recipientsOfOwner(work, directory())

  t.ok(isAmong('director@csc.example', recipients))
  t.notOk(isAmong('gone@unit.example', recipients))
})
