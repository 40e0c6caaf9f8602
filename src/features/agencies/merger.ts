import { isCurrent, wouldMakeCycle } from '../../domain/agency.ts'
import { difference } from '../../domain/event.ts'
import { fieldRefusal } from '../../domain/field-refusal.ts'
import { isAfter, isBefore } from '../../domain/local-date.ts'
import type { LocalDate } from '../../domain/local-date.ts'
import { Refusal } from '../../domain/refusal.ts'
import { record } from '../events/record.ts'
import type { Work } from '../work.ts'
import { refuseEndOfCoordination } from './commands.ts'
import { findSharedReferences, listMembers, moveMeasures, moveOpenActions, moveOpenRecommendations } from './merger-queries.ts'
import type { Merging } from './merger-queries.ts'
import { lockAllAgencies, saveAgency } from './queries.ts'
import type { AgencyRow } from './queries.ts'
import type { Merger, MergerInput } from './schemas.ts'

/**
 * Ends an agency and gives its open work to the one that takes over: actions,
 * the lead of recommendations that are not finished, and measures. What is
 * done stays under its name, and so do its people, for a change of agency ends
 * a person's keys: they are listed, to be moved one by one.
 */
export async function mergeAgency (work: Work, id: string, input: MergerInput): Promise<Merger> {
  const byId = new Map((await lockAllAgencies(work.tx, work.by.partnershipId)).map((agency) => [agency.id, agency]))
  const before = byId.get(id.toLowerCase())
  if (before === undefined) throw new Refusal('not-found', 'There is no such agency.')
  await work.permit()
  work.expect(before.version)
  const successorId = requireSuccessor(before, input.successorId?.toLowerCase() ?? before.successorId, byId, work.today)
  const ended = { successorId, validTo: requireLastDay(before, input.on, work.today) }
  await refuseEndOfCoordination(work, before, { ...before, ...ended })
  const moved = await moveWork(work, { partnershipId: work.by.partnershipId, fromId: before.id, toId: successorId, now: work.now })
  await saveAgency(work.tx, before, { ...ended, version: before.version + 1, updatedAt: work.now })
  record(work, 'agency.merged', { type: 'agency', id: before.id }, difference({ successorId: before.successorId, validTo: before.validTo }, ended))
  return { agencyId: before.id, ...ended, ...moved }
}

function requireSuccessor (agency: AgencyRow, successorId: string | null, byId: ReadonlyMap<string, AgencyRow>, today: LocalDate): string {
  if (successorId === null) throw fieldRefusal('rule-broken', 'successorId', `${agency.name} has no successor yet: name the agency that takes over.`)
  const successor = byId.get(successorId)
  if (successor === undefined) throw fieldRefusal('unknown-reference', 'successorId', 'The successor is not an agency of this partnership.')
  if (wouldMakeCycle(agency.id, successorId, byId)) throw fieldRefusal('rule-broken', 'successorId', 'The line of successors would lead back to this agency.')
  if (!isCurrent(successor, today)) throw fieldRefusal('rule-broken', 'successorId', `${successor.name} is not an agency today; name the one that is.`)
  return successorId
}

/** Work moves when the agency has ended, not before: a merger to come is announced by its validTo and successor. */
function requireLastDay ({ validFrom, validTo }: AgencyRow, on: LocalDate | undefined, today: LocalDate): LocalDate {
  const lastDay = on ?? (validTo !== null && isBefore(validTo, today) ? validTo : today)
  if (isAfter(lastDay, today)) throw fieldRefusal('rule-broken', 'on', `${lastDay} has not come yet; merge it on that day, or give its validTo and successorId until then.`)
  if (validFrom !== null && isBefore(lastDay, validFrom)) throw fieldRefusal('rule-broken', 'on', `Its last day cannot be ${lastDay}: the agency began on ${validFrom}.`)
  return lastDay
}

async function moveWork (work: Work, merging: Merging): Promise<Pick<Merger, 'actions' | 'recommendations' | 'measures' | 'people'>> {
  const [shared, people] = await Promise.all([
    findSharedReferences(work.tx, merging),
    listMembers(work.tx, merging.partnershipId, merging.fromId)
  ])
  if (shared.length > 0) throw new Refusal('already-exists', `Both agencies have an action of their own number ${shared.join(', ')}; give one of them another externalReference first.`, { externalReferences: shared })
  const moved = await moveOpenActions(work.tx, merging)
  for (const { id, ownerBefore, ownerAfter, supportingBefore, supportingAfter, version } of moved) {
    record(work, 'action.updated', { type: 'action', id },
      difference({ ownerAgencyId: ownerBefore, supportingAgencyIds: supportingBefore, version: version - 1 }, { ownerAgencyId: ownerAfter, supportingAgencyIds: supportingAfter, version }))
  }
  const [recommendations, measures] = await Promise.all([moveOpenRecommendations(work.tx, merging), moveMeasures(work.tx, merging)])
  for (const { id } of recommendations) record(work, 'recommendation.updated', { type: 'recommendation', id }, { before: { leadAgencyId: merging.fromId }, after: { leadAgencyId: merging.toId } })
  for (const { id } of measures) record(work, 'measure.updated', { type: 'measure', id }, { before: { ownerAgencyId: merging.fromId }, after: { ownerAgencyId: merging.toId } })
  return {
    actions: moved.map(({ id, reference, title }) => ({ id, reference, title })),
    recommendations: recommendations.map(({ id, name }) => ({ id, reference: name })),
    measures,
    people
  }
}
