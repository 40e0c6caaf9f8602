import { localDateAt } from '../../domain/local-date.ts'
import { isPastTerm, keptUntil } from '../../domain/retention.ts'
import type { Queryable } from '../../platform/database/database.ts'
import type { PartnershipRow } from '../partnerships/queries.ts'
import { findHoldOn } from '../people/erasure-queries.ts'
import { findEndedReviews, findGonePeople, findPacks } from './due-queries.ts'
import type { EndedReview } from './due-queries.ts'

export const disposables = ['review', 'person', 'board_pack'] as const

/** Something whose time is over. */
export interface Due {
  readonly kind: typeof disposables[number]
  readonly id: string
  /** What people call it; of a person the id alone. */
  readonly name: string
  readonly endedOn: string
  readonly keptUntil: string
}

/** What of a partnership may be disposed of on a day; nothing while it is under a legal hold. */
export async function findDue (db: Queryable, partnership: PartnershipRow, now: string): Promise<Due[]> {
  if (partnership.legalHold) return []
  const { id, timeZone, retentionYears, accountRetentionYears } = partnership
  const today = localDateAt(now, timeZone)
  const over = (kind: Due['kind'], years: number) => (each: { readonly id: string, readonly name: string, readonly endedOn: string }): Due[] =>
    isPastTerm(each.endedOn, years, today) ? [{ kind, ...each, keptUntil: keptUntil(each.endedOn, years) }] : []
  const [reviews, packs, people] = await Promise.all([findEndedReviews(db, id), findPacks(db, id), findGonePeople(db, id)])
  return [
    ...withoutShared(reviews, reviews.map((review) => ({ id: review.id, name: review.reference, endedOn: endOf(review, timeZone) })).flatMap(over('review', retentionYears))),
    ...packs.map(({ id, frozenAt }) => ({ id, name: `the board pack of ${localDateAt(frozenAt, timeZone)}`, endedOn: localDateAt(frozenAt, timeZone) })).flatMap(over('board_pack', retentionYears)),
    ...await withoutHeld(db, id, people.map(({ id, lastSeenAt }) => ({ id, name: id, endedOn: localDateAt(lastSeenAt, timeZone) })).flatMap(over('person', accountRetentionYears)))
  ]
}

function endOf ({ closedAt, lastEndedOn }: EndedReview, timeZone: string): string {
  const closedOn = localDateAt(closedAt, timeZone)
  return lastEndedOn !== null && lastEndedOn > closedOn ? lastEndedOn : closedOn
}

/** An action that answers two reviews keeps both until both are over. */
function withoutShared (reviews: readonly EndedReview[], due: readonly Due[]): Due[] {
  const sharedWith = new Map(reviews.map((review) => [review.id, review.sharedWith]))
  const left = due.filter(({ id }) => sharedWith.get(id)?.every((other) => due.some((each) => each.id === other)) === true)
  return left.length === due.length ? left : withoutShared(reviews, left)
}

async function withoutHeld (db: Queryable, partnershipId: string, due: readonly Due[]): Promise<Due[]> {
  const free: Due[] = []
  for (const each of due) if (await findHoldOn(db, partnershipId, each.id) === undefined) free.push(each)
  return free
}
