import { difference } from '../../domain/event.ts'
import { fieldRefusal } from '../../domain/field-refusal.ts'
import { isBefore } from '../../domain/local-date.ts'
import { newId } from '../../platform/ids.ts'
import { record } from '../events/record.ts'
import type { Work } from '../work.ts'
import { insertReview, isReviewReferenceTaken, lockReview, lockReviewAndItsPlan, namesActions, saveReview } from './queries.ts'
import type { ReviewRow } from './queries.ts'
import { passOnRestriction } from './restriction.ts'
import type { ReviewInput, ReviewPatch } from './schemas.ts'

/** Adds a review whose recommendations are to be followed through. */
export async function createReview (work: Work, input: ReviewInput): Promise<ReviewRow> {
  await work.permit()
  const row = newReview(work, input)
  await refuseTakenReference(work, row)
  refusePublishedBeforeCommissioned(row)
  insertReview(work.tx, row)
  record(work, 'review.created', { type: 'review', id: row.id }, { after: told(row) })
  return row
}

/** Changes what is said of a review; restricting it hides its actions too. */
export async function updateReview (work: Work, id: string, patch: ReviewPatch): Promise<ReviewRow> {
  const before = await (touchesPlan(patch) ? lockReviewAndItsPlan : lockReview)(work.tx, work.by, id)
  await work.permit()
  work.expect(before.version)
  const after: ReviewRow = { ...before, ...patch, version: before.version + 1, updatedAt: work.now }
  if (after.reference !== before.reference) await refuseNewReference(work, before, after)
  refusePublishedBeforeCommissioned(after)
  saveReview(work.tx, before, { ...patch, version: after.version, updatedAt: after.updatedAt })
  if (after.restricted !== before.restricted) await passOnRestriction(work, after)
  record(work, 'review.updated', { type: 'review', id }, difference(told(before), told(after)))
  return after
}

/** A review of which nothing is said but this. */
export function newReview ({ by, now }: Work, input: ReviewInput): ReviewRow {
  return { ...nothingSaid, ...input, partnershipId: by.partnershipId, id: newId(), version: 1, createdAt: now, updatedAt: now }
}

const nothingSaid = {
  summary: null, sourceUrl: null, commissionedOn: null, publishedOn: null, status: 'active', restricted: false, legalHold: false
} as const satisfies Partial<ReviewRow>

/** New actions take the review's restriction and its reference. */
function touchesPlan (patch: ReviewPatch): boolean {
  return patch.restricted !== undefined || patch.reference !== undefined
}

// Two reviews could otherwise come to name their actions alike.
async function refuseNewReference (work: Work, before: ReviewRow, after: ReviewRow): Promise<void> {
  const [, inUse] = await Promise.all([refuseTakenReference(work, after), namesActions(work.tx, before)])
  if (inUse) throw fieldRefusal('rule-broken', 'reference', `Actions are named after ${before.reference} already, so that it can no longer change.`)
}

async function refuseTakenReference (work: Work, { partnershipId, reference }: ReviewRow): Promise<void> {
  if (await isReviewReferenceTaken(work.tx, partnershipId, reference)) {
    throw fieldRefusal('already-exists', 'reference', `Another review of the partnership has the reference ${reference}.`)
  }
}

function refusePublishedBeforeCommissioned ({ commissionedOn, publishedOn }: ReviewRow): void {
  if (commissionedOn !== null && publishedOn !== null && isBefore(publishedOn, commissionedOn)) {
    throw fieldRefusal('rule-broken', 'publishedOn', `publishedOn ${publishedOn} is before commissionedOn ${commissionedOn}.`)
  }
}

/** The facts of a review. Its summary is a narrative: whether there is one is told, not what it says. */
export function told ({ partnershipId: _partnership, id: _id, summary, version: _version, createdAt: _created, updatedAt: _updated, ...facts }: ReviewRow) {
  return { ...facts, hasSummary: summary !== null }
}
