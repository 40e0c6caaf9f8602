import { isCurrent, wouldMakeCycle } from '../../domain/agency.ts'
import { difference } from '../../domain/event.ts'
import { addDays } from '../../domain/local-date.ts'
import { isCoordinated } from '../../domain/person.ts'
import { Refusal } from '../../domain/refusal.ts'
import { newId } from '../../platform/ids.ts'
import { record } from '../events/record.ts'
import { lastCoordinator } from '../people/commands.ts'
import { lockCoordinators } from '../people/queries.ts'
import { trustAddresses } from '../reminders/address-queries.ts'
import type { Work } from '../work.ts'
import { insertAgency, listAllAgencies, lockAgency, saveAgency } from './queries.ts'
import type { AgencyRow } from './queries.ts'
import type { AgencyInput, AgencyPatch } from './schemas.ts'

export async function createAgency (work: Work, input: AgencyInput): Promise<AgencyRow> {
  await work.permit()
  const row: AgencyRow = {
    email: null, escalationEmail: null, validFrom: null, validTo: null, successorId: null, ...input,
    partnershipId: work.by.partnershipId, id: newId(), version: 1, createdAt: work.now, updatedAt: work.now
  }
  refuseBackwardValidity(row)
  if (row.successorId !== null) await refuseBadSuccessor(work, row, row.successorId)
  await insertAgency(work.tx, row)
  record(work, 'agency.created', { type: 'agency', id: row.id }, { after: told(row) })
  return row
}

export async function updateAgency (work: Work, id: string, patch: AgencyPatch): Promise<AgencyRow> {
  const before = await lockAgency(work.tx, work.by.partnershipId, id)
  await work.permit()
  work.expect(before.version)
  const after: AgencyRow = { ...before, ...patch, version: before.version + 1, updatedAt: work.now }
  await refuseEndOfCoordination(work, before, after)
  refuseBackwardValidity(after)
  if (patch.successorId != null) await refuseBadSuccessor(work, after, patch.successorId)
  await saveAgency(work.tx, before, { ...patch, version: after.version, updatedAt: after.updatedAt })
  trustAddresses(work.tx, before.partnershipId, [patch.email, patch.escalationEmail])
  record(work, 'agency.updated', { type: 'agency', id }, difference(told(before), told(after)))
  return after
}

/**
 * Whoever ends an agency must not end with it the last who could put that right: no key or session of an ended
 * agency works. Its last day still counts, hence tomorrow; an end that is announced for later leaves time to see to it.
 */
export async function refuseEndOfCoordination (work: Work, before: AgencyRow, after: AgencyRow): Promise<void> {
  const tomorrow = addDays(work.today, 1)
  if (isCurrent(after, tomorrow) || !isCurrent(before, tomorrow)) return
  const coordinators = await lockCoordinators(work.tx, before.partnershipId)
  const agencies = await listAllAgencies(work.tx, before.partnershipId) // once the coordinators are held, so that no other agency of theirs ends unseen
  const left = agencies.map((agency) => agency.id === after.id ? after : agency)
  if (isCoordinated(coordinators, agencies, tomorrow) && !isCoordinated(coordinators, left, tomorrow)) throw lastCoordinator()
}

function refuseBackwardValidity ({ validFrom, validTo }: AgencyRow): void {
  if (validFrom !== null && validTo !== null && validTo < validFrom) {
    throw new Refusal('rule-broken', `validTo ${validTo} is before validFrom ${validFrom}.`, { errors: [{ pointer: '/validTo', detail: 'must not be before validFrom' }] })
  }
}

async function refuseBadSuccessor (work: Work, agency: AgencyRow, successorId: string): Promise<void> {
  const all = await listAllAgencies(work.tx, work.by.partnershipId)
  if (!all.some(({ id }) => id === successorId)) {
    throw new Refusal('unknown-reference', 'The successor is not an agency of this partnership.', { errors: [{ pointer: '/successorId', detail: 'names no agency' }] })
  }
  if (wouldMakeCycle(agency.id, successorId, new Map(all.map((each) => [each.id, each])))) {
    throw new Refusal('rule-broken', 'The line of successors would lead back to this agency.', { errors: [{ pointer: '/successorId', detail: 'would make a circle' }] })
  }
}

// An address is a person's particular; that it changed is told, not what it is.
function told ({ partnershipId: _partnership, id: _id, email, escalationEmail, version: _version, createdAt: _created, updatedAt: _updated, ...facts }: AgencyRow) {
  return { ...facts, hasEmail: email !== null, hasEscalationEmail: escalationEmail !== null }
}
