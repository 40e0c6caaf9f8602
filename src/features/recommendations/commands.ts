import { difference } from '../../domain/event.ts'
import { fieldRefusal } from '../../domain/field-refusal.ts'
import { decideResponse } from '../../domain/recommendation.ts'
import type { ResponseRecord } from '../../domain/recommendation.ts'
import { newId } from '../../platform/ids.ts'
import { record } from '../events/record.ts'
import type { Work } from '../work.ts'
import { findNamed, holdRepeats, insertRecommendation, lockRecommendation, replaceRepeats, saveRecommendation } from './queries.ts'
import type { ShownRecommendation } from './queries.ts'
import type { RecommendationInput, RecommendationPatch } from './schemas.ts'

/** Adds what a review recommends, with the partnership's response where there is one already. */
export async function createRecommendation (work: Work, input: RecommendationInput): Promise<ShownRecommendation> {
  await work.permit()
  const given: ShownRecommendation = newRecommendation(work, input)
  const row = { ...given, ...await refuseUnlessNamed(work, given), ...decidedResponse(work, input) }
  insertRecommendation(work.tx, row)
  record(work, 'recommendation.created', { type: 'recommendation', id: row.id }, { after: told(row) })
  return row
}

/** Changes what is said of a recommendation, or what the partnership answers to it. */
export async function updateRecommendation (work: Work, id: string, patch: RecommendationPatch): Promise<ShownRecommendation> {
  const before = await lockRecommendation(work.tx, work.by, id)
  await work.permit()
  work.expect(before.version)
  const after = await changedBy(work, before, patch)
  save(work, before, after)
  record(work, after.response === before.response ? 'recommendation.updated' : 'recommendation.responded', { type: 'recommendation', id },
    difference(told(before), told(after)))
  return after
}

/** A recommendation of which nothing is said but this; what it names is not looked at, and its response not judged. */
export function newRecommendation ({ by, now }: Work, input: RecommendationInput): ShownRecommendation {
  return { ...nothingSaid, ...input, partnershipId: by.partnershipId, id: newId(), version: 1, createdAt: now, updatedAt: now }
}

/** The response of a recommendation that had none. */
export function decidedResponse ({ today }: Work, input: Pick<RecommendationInput, 'response' | 'responseReason' | 'respondedOn'>): ResponseRecord {
  return decideResponse(unanswered, input, today)
}

const unanswered: ResponseRecord = { response: 'awaiting_response', responseReason: null, respondedOn: null }

const nothingSaid = {
  ...unanswered, themes: [] as string[], scope: 'local', leadAgencyId: null, actionsMinted: 0, repeatsRecommendationIds: [] as string[], actionCounts: []
} as const

async function changedBy (work: Work, before: ShownRecommendation, patch: RecommendationPatch): Promise<ShownRecommendation> {
  const wanted: ShownRecommendation = { ...before, ...patch, version: before.version + 1, updatedAt: work.now }
  if (wanted.reference !== before.reference && before.actionsMinted > 0) {
    throw fieldRefusal('rule-broken', 'reference', `Actions are named after ${before.reference} already, so that it can no longer change.`)
  }
  return { ...wanted, ...await renamed(work, wanted, patch), ...answered(work, before, patch) }
}

/** Nothing is asked about what the patch leaves alone. */
async function renamed (work: Work, wanted: ShownRecommendation, patch: RecommendationPatch): Promise<Partial<ShownRecommendation>> {
  if (patch.repeatsRecommendationIds !== undefined) await holdRepeats(work.tx, work.by)
  const names = patch.reference !== undefined || patch.leadAgencyId != null || patch.repeatsRecommendationIds !== undefined
  return names ? await refuseUnlessNamed(work, wanted) : {}
}

function answered (work: Work, before: ShownRecommendation, patch: RecommendationPatch): Partial<ShownRecommendation> {
  const answers = patch.response !== undefined || patch.responseReason !== undefined || patch.respondedOn !== undefined
  return answers ? decideResponse(before, patch, work.today) : {}
}

/** The ids as they are stored, once each is known to name something of the partnership. */
async function refuseUnlessNamed (work: Work, wanted: ShownRecommendation): Promise<Pick<ShownRecommendation, 'reviewId' | 'leadAgencyId' | 'repeatsRecommendationIds'>> {
  const { reference, leadAgencyId, repeatsRecommendationIds } = wanted
  const found = await findNamed(work.tx, work.by, { ...wanted, except: wanted.id })
  if (found?.reviewId == null) throw fieldRefusal('unknown-reference', 'reviewId', 'reviewId names no review of this partnership.')
  if (leadAgencyId !== null && found.leadAgencyId === null) throw fieldRefusal('unknown-reference', 'leadAgencyId', 'leadAgencyId names no agency of this partnership.')
  const missing = repeatsRecommendationIds.filter((id) => !found.repeatsRecommendationIds.includes(id.toLowerCase()))
  if (missing.length > 0) throw fieldRefusal('unknown-reference', 'repeatsRecommendationIds', `No recommendation of this partnership: ${missing.join(', ')}.`)
  if (found.repeatsRecommendationIds.includes(wanted.id)) throw fieldRefusal('rule-broken', 'repeatsRecommendationIds', 'A recommendation cannot repeat itself; name the earlier one.')
  if (found.isRepeatedByThem) throw fieldRefusal('rule-broken', 'repeatsRecommendationIds', 'What this recommendation would repeat goes back to it already; only the later one repeats the earlier.')
  if (found.referenceTaken) throw fieldRefusal('already-exists', 'reference', `Another recommendation of the review has the reference ${reference}.`)
  return { reviewId: found.reviewId, leadAgencyId: found.leadAgencyId, repeatsRecommendationIds: found.repeatsRecommendationIds }
}

function save (work: Work, before: ShownRecommendation, after: ShownRecommendation): void {
  const { reference, text, themes, scope, leadAgencyId, response, responseReason, respondedOn, version, updatedAt } = after
  saveRecommendation(work.tx, before, { reference, text, themes, scope, leadAgencyId, response, responseReason, respondedOn, version, updatedAt })
  if (after.repeatsRecommendationIds !== before.repeatsRecommendationIds) replaceRepeats(work.tx, after)
}

/** The facts of a recommendation. Its text and the reason of the response are narratives: they are not told. */
export function told ({ reviewId, reference, themes, scope, leadAgencyId, response, responseReason, respondedOn, repeatsRecommendationIds }: ShownRecommendation) {
  return { reviewId, reference, themes, scope, leadAgencyId, response, hasReason: responseReason !== null, respondedOn, repeatsRecommendationIds }
}
