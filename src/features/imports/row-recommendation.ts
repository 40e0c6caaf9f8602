import type { RowVerdict } from '../../domain/import.ts'
import type { PlanColumnKey } from '../../domain/plan-column.ts'
import type { PlanRow } from '../../domain/plan-row.ts'
import { decideResponse } from '../../domain/recommendation.ts'
import type { ResponseRecord } from '../../domain/recommendation.ts'
import { decidedResponse, newRecommendation } from '../recommendations/commands.ts'
import type { RecommendationRow } from '../recommendations/queries.ts'
import type { RecommendationPatch } from '../recommendations/schemas.ts'
import type { ReviewRow } from '../reviews/queries.ts'
import type { Work } from '../work.ts'
import type { PlanChanges } from './plan-changes.ts'
import { agencyNamed, recommendationKey } from './plan-context.ts'
import type { Mentioned, PlanContext } from './plan-context.ts'
import { misfitOfReference } from './row-remarks.ts'
import type { RowRemarks } from './row-remarks.ts'
import { isAsSaid } from './row-review.ts'

type Known = Mentioned<RecommendationRow>

export interface JudgedRecommendations { readonly all: readonly [Known, ...Known[]], readonly verdict: RowVerdict }

/**
 * The recommendations that a row names; what it says of one is of the one that it names alone. Undefined: it names none
 * that can be. Without a review, one that would be new has a fault.
 */
export function judgeRecommendations (work: Work, context: PlanContext, changes: PlanChanges, review: Mentioned<ReviewRow> | undefined, row: PlanRow, inRow: number, remarks: RowRemarks): JudgedRecommendations | undefined {
  const { recommendationReferences: [reference, ...others] } = row
  const said = saidOf(context, row, remarks)
  if (reference === undefined) remarks.fault('recommendationReference', 'names no recommendation')
  if (reference === undefined || remarks.isUnread('reviewReference')) return undefined
  if (others.length > 0) return severalOf(context, review, [reference, ...others], said, remarks)
  const known = review === undefined ? undefined : context.recommendations.get(recommendationKey(review.row.reference, reference))
  if (known === undefined) return begun(work, context, changes, review, reference, said, inRow, remarks)
  return changed(work, changes, known, said, inRow, remarks)
}

type Said = Partial<Pick<RecommendationRow, 'text' | 'response' | 'responseReason' | 'respondedOn' | 'leadAgencyId'>>

const columnOf = { text: 'recommendationText', response: 'recommendationResponse', responseReason: 'responseReason', respondedOn: 'respondedOn', leadAgencyId: 'recommendationLeadAgency' } as const satisfies Record<keyof Said, PlanColumnKey>

function saidOf (context: PlanContext, row: PlanRow, remarks: RowRemarks): Said {
  const lead = row.recommendationLeadAgency === undefined ? undefined : agencyNamed(context, row.recommendationLeadAgency)
  if (typeof lead === 'string') remarks.fault('recommendationLeadAgency', lead)
  const said = { text: row.recommendationText, response: row.recommendationResponse, responseReason: row.responseReason, respondedOn: row.respondedOn, leadAgencyId: typeof lead === 'object' ? lead.id : undefined }
  return Object.fromEntries(Object.entries(said).filter(([, value]) => value !== undefined))
}

function severalOf (context: PlanContext, review: Mentioned<ReviewRow> | undefined, references: readonly string[], said: Said, remarks: RowRemarks): JudgedRecommendations | undefined {
  for (const field of Object.keys(said) as Array<keyof Said>) remarks.fault(columnOf[field], 'cannot be said of several recommendations at once: give each a row of its own')
  if (review === undefined) return undefined
  const found = references.map((reference) => context.recommendations.get(recommendationKey(review.row.reference, reference)))
  const missing = references.filter((_, place) => found[place] === undefined)
  if (missing.length > 0) remarks.fault('recommendationReference', `names what is neither in the plan nor in a row above: ${missing.join(', ')}`)
  const [first, ...others] = found.flatMap((each) => each ?? [])
  return first === undefined ? undefined : { all: [first, ...others], verdict: 'unchanged' }
}

/** One whose reference or response has a fault is begun all the same, so that the rows below it are not told that it is missing. */
function begun (work: Work, context: PlanContext, changes: PlanChanges, review: Mentioned<ReviewRow> | undefined, reference: string, { text, ...said }: Said, inRow: number, remarks: RowRemarks): JudgedRecommendations | undefined {
  const misfit = misfitOfReference(reference)
  if (misfit !== undefined) remarks.fault('recommendationReference', misfit)
  if (text === undefined) remarks.fault('recommendationText', `is needed here: there is no recommendation ${reference} of this review yet, and this row would make it`)
  const response = unlessUnread(remarks, () => decidedResponse(work, said))
  if (review === undefined || text === undefined) return undefined
  const { repeatsRecommendationIds: _repeats, actionCounts: _counts, ...row } = { ...newRecommendation(work, { reviewId: review.row.id, reference, text, leadAgencyId: said.leadAgencyId ?? null }), ...response }
  const known: Known = { row: { ...row, themes: [...row.themes] }, isNew: true, said: new Map(Object.entries({ text, ...said }).map(([field, value]) => [field, { value, inRow }])) }
  context.recommendations.set(recommendationKey(review.row.reference, reference), known)
  changes.newRecommendations.push(known.row)
  return { all: [known], verdict: 'added' }
}

function changed (work: Work, changes: PlanChanges, known: Known, said: Said, inRow: number, remarks: RowRemarks): JudgedRecommendations {
  const agreed = Object.entries(said).filter(([field, value]) => isAsSaid(known, field, value, columnOf[field as keyof Said], inRow, remarks))
  const patch: RecommendationPatch = Object.fromEntries(agreed.filter(([field, value]) => known.row[field as keyof Said] !== value))
  if (known.isNew && Object.keys(patch).length > 0) remarks.fault(columnOf[Object.keys(patch)[0] as keyof Said], 'belongs in the first row of a new recommendation')
  if (Object.keys(patch).length === 0) return { all: [known], verdict: 'unchanged' }
  const response = unlessUnread(remarks, () => decideResponse(known.row, patch, work.today))
  known.row = { ...known.row, ...patch, ...response }
  changes.recommendationPatches.set(known.row.id, { ...changes.recommendationPatches.get(known.row.id), ...patch })
  return { all: [known], verdict: 'changed' }
}

/** A response that cannot be read says nothing of its reason and its day. */
function unlessUnread (remarks: RowRemarks, decided: () => ResponseRecord): ResponseRecord | undefined {
  return remarks.isUnread('recommendationResponse') ? undefined : remarks.unlessRefused(columnOfField, decided)
}

function columnOfField (field: string): PlanColumnKey {
  return columnOf[field as keyof Said] ?? 'recommendationReference'
}
