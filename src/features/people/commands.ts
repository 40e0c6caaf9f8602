import { difference } from '../../domain/event.ts'
import { fieldRefusal } from '../../domain/field-refusal.ts'
import { endsKeys, isCoordinated } from '../../domain/person.ts'
import { Refusal } from '../../domain/refusal.ts'
import { newId } from '../../platform/ids.ts'
import { listAllAgencies } from '../agencies/queries.ts'
import { record } from '../events/record.ts'
import { trustAddresses } from '../reminders/address-queries.ts'
import { endSessionsOf } from '../sessions/commands.ts'
import { unbindIdentityOf } from '../sessions/identity-commands.ts'
import type { Work } from '../work.ts'
import { revokeKeysOf } from './key-commands.ts'
import { tellOfChange, tellOfReviewer } from './notices.ts'
import { insertPerson, lockPerson, lockPersonAndCoordinators, savePerson } from './queries.ts'
import type { PersonRow } from './queries.ts'
import type { PersonInput, PersonPatch } from './schemas.ts'

/** Enters a person of one of the partnership's agencies; keys come later. */
export async function createPerson (work: Work, input: PersonInput): Promise<PersonRow> {
  await work.permit()
  const row: PersonRow = {
    jobTitle: null, active: true, deputyId: null, erasedAt: null, ...input,
    partnershipId: work.by.partnershipId, id: newId(), version: 1, createdAt: work.now, updatedAt: work.now
  }
  await insertPerson(work.tx, row)
  record(work, 'person.created', { type: 'person', id: row.id }, { after: told(row) })
  tellOfReviewer(work, row)
  return row
}

/** Changes a person; another address, role or agency makes the holder of the keys someone else, ends them, and is told to who had the old one. */
export async function updatePerson (work: Work, id: string, patch: PersonPatch): Promise<PersonRow> {
  const { person: before, isLastCoordinator } = await lockForChange(work, id, patch)
  await work.permit()
  work.expect(before.version)
  const after: PersonRow = { ...before, ...patch, version: before.version + 1, updatedAt: work.now }
  refuseErased(before)
  if (isLastCoordinator) throw lastCoordinator()
  if (after.deputyId === id) throw fieldRefusal('rule-broken', 'deputyId', 'Nobody is their own deputy.')
  await savePerson(work.tx, before, { ...patch, version: after.version, updatedAt: after.updatedAt })
  trustAddresses(work.tx, before.partnershipId, [patch.email])
  if (endsKeys(before, after)) {
    await revokeKeysOf(work, id)
    await unbindIdentityOf(work, id)
    tellOfChange(work, before, after)
  }
  if (endsKeys(before, after) || !after.active) await endSessionsOf(work, id)
  record(work, 'person.updated', { type: 'person', id }, toldOfChange(before, after))
  return after
}

export function refuseErased ({ erasedAt }: PersonRow): void {
  if (erasedAt !== null) throw new Refusal('person-erased', 'The particulars of this person were erased; nobody comes back under this id.')
}

export function lastCoordinator (): Refusal {
  return new Refusal('last-coordinator', 'Nobody who can sign in would coordinate the partnership any more. Make another person coordinator first, of an agency that goes on.')
}

/** Only who may be about to leave the coordinators has to wait for the others. */
export async function lockForChange (work: Work, id: string, patch: PersonPatch): Promise<{ person: PersonRow, isLastCoordinator: boolean }> {
  const mayLeave = patch.active === false || patch.agencyId !== undefined || (patch.role !== undefined && patch.role !== 'coordinator')
  if (!mayLeave) return { person: await lockPerson(work.tx, work.by.partnershipId, id), isLastCoordinator: false }
  const { person, coordinators } = await lockPersonAndCoordinators(work.tx, work.by.partnershipId, id)
  const agencies = await listAllAgencies(work.tx, work.by.partnershipId) // once the coordinators are held, so that none of their agencies ends unseen
  const others = coordinators.filter((each) => each.id !== person.id)
  const left = [...others, { ...person, ...patch }]
  return { person, isLastCoordinator: isCoordinated([...others, person], agencies, work.today) && !isCoordinated(left, agencies, work.today) }
}

/** What may be told of a person in an event: no particulars. */
function told ({ agencyId, role, active, deputyId }: PersonRow) {
  return { agencyId, role, active, deputyId }
}

const particulars = ['name', 'email', 'jobTitle'] as const satisfies ReadonlyArray<keyof PersonRow>

// That an address changed is told, not what it is.
function toldOfChange (before: PersonRow, after: PersonRow) {
  const facts = difference(told(before), told(after))
  const particularsChanged = particulars.filter((field) => before[field] !== after[field])
  return particularsChanged.length === 0 ? facts : { before: facts.before, after: { ...facts.after, particularsChanged } }
}
