import type { PlanColumnKey } from '../../domain/plan-column.ts'
import type { PlanRow } from '../../domain/plan-row.ts'
import type { ReviewKind } from '../../domain/review.ts'
import { newReview } from '../reviews/commands.ts'
import type { ReviewRow } from '../reviews/queries.ts'
import type { Work } from '../work.ts'
import type { PlanChanges } from './plan-changes.ts'
import type { Mentioned, PlanContext } from './plan-context.ts'
import type { RowRemarks } from './row-remarks.ts'

/** The review that a row names: as it is, as the row changes it, or new. Undefined: it names none that can be. */
export function judgeReview (work: Work, { reviews }: PlanContext, changes: PlanChanges, row: PlanRow, inRow: number, remarks: RowRemarks): Mentioned<ReviewRow> | undefined {
  const { reviewReference: reference, reviewTitle: title, reviewKind: kind } = row
  if (reference === undefined) return undefined
  const known = reviews.get(reference)
  if (known === undefined) return beginReview(work, reviews, changes, { reference, title, kind }, inRow, remarks)
  for (const [field, value, column] of [['title', title, 'reviewTitle'], ['kind', kind, 'reviewKind']] as const) {
    if (value === undefined || !isAsSaid(known, field, value, column, inRow, remarks) || known.row[field] === value) continue
    known.row = { ...known.row, [field]: value }
    changes.reviewPatches.set(known.row.id, { ...changes.reviewPatches.get(known.row.id), [field]: value })
  }
  return known
}

interface NewReview { readonly reference: string, readonly title: string | undefined, readonly kind: ReviewKind | undefined }

/** One of a kind that nobody can read is begun all the same, so that the rows below it are not told that it is missing: its own fault keeps the plan out. */
function beginReview (work: Work, reviews: PlanContext['reviews'], changes: PlanChanges, { reference, title, kind }: NewReview, inRow: number, remarks: RowRemarks): Mentioned<ReviewRow> | undefined {
  const why = `is needed here: there is no review ${reference} yet, and this row would make it`
  if (title === undefined) remarks.fault('reviewTitle', why)
  if (kind === undefined) remarks.fault('reviewKind', why)
  if (title === undefined || (kind === undefined && !remarks.isUnread('reviewKind'))) return undefined
  const said = Object.entries({ title, kind }).filter(([, value]) => value !== undefined).map(([field, value]) => [field, { value, inRow }] as const)
  const made: Mentioned<ReviewRow> = { row: newReview(work, { reference, title, kind: kind ?? 'other' }), isNew: true, said: new Map(said) }
  reviews.set(reference, made)
  changes.newReviews.push(made.row)
  return made
}

/** Rows that speak of the same thing must not contradict each other. */
export function isAsSaid (known: Mentioned<unknown>, field: string, value: unknown, column: PlanColumnKey, inRow: number, remarks: RowRemarks): boolean {
  const before = known.said.get(field)
  if (before === undefined) known.said.set(field, { value, inRow })
  if (before === undefined || before.value === value) return true
  remarks.fault(column, `differs from what row ${before.inRow} says of the same ${column.startsWith('review') ? 'review' : 'recommendation'}`)
  return false
}
