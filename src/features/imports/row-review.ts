import type { PlanColumnKey } from '../../domain/plan-column.ts'
import type { PlanRow } from '../../domain/plan-row.ts'
import { newReview } from '../reviews/commands.ts'
import type { ReviewRow } from '../reviews/queries.ts'
import type { Work } from '../work.ts'
import type { PlanChanges } from './plan-changes.ts'
import type { Mentioned, PlanContext } from './plan-context.ts'
import type { RowRemarks } from './row-remarks.ts'

/** The review that a row names: as it is, as the row changes it, or new. */
export function judgeReview (work: Work, { reviews }: PlanContext, changes: PlanChanges, row: PlanRow, inRow: number, remarks: RowRemarks): Mentioned<ReviewRow> | undefined {
  const { reviewReference: reference, reviewTitle: title, reviewKind: kind } = row
  const known = reviews.get(reference)
  if (known === undefined) return beginReview(work, reviews, changes, row, inRow, remarks)
  for (const [field, value, column] of [['title', title, 'reviewTitle'], ['kind', kind, 'reviewKind']] as const) {
    if (value === undefined || !isAsSaid(known, field, value, column, inRow, remarks) || known.row[field] === value) continue
    known.row = { ...known.row, [field]: value }
    changes.reviewPatches.set(known.row.id, { ...changes.reviewPatches.get(known.row.id), [field]: value })
  }
  return known
}

function beginReview (work: Work, reviews: PlanContext['reviews'], changes: PlanChanges, { reviewReference: reference, reviewTitle: title, reviewKind: kind }: PlanRow, inRow: number, remarks: RowRemarks): Mentioned<ReviewRow> | undefined {
  const why = `is needed here: there is no review ${reference} yet, and this row would make it`
  if (title === undefined) remarks.fault('reviewTitle', why)
  if (kind === undefined) remarks.fault('reviewKind', why)
  if (title === undefined || kind === undefined) return undefined
  const made: Mentioned<ReviewRow> = { row: newReview(work, { reference, title, kind }), isNew: true, said: new Map([['title', { value: title, inRow }], ['kind', { value: kind, inRow }]]) }
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
