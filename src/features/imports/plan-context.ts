import { nearest } from '../../domain/nearest.ts'
import type { PlanRow, PlanRowAction } from '../../domain/plan-row.ts'
import type { Suspicion } from '../../platform/http/free-text.ts'
import { lockActionsNamed } from '../actions/push-queries.ts'
import type { NaturalKey } from '../actions/push-queries.ts'
import type { ShownAction } from '../actions/queries.ts'
import { listAllAgencies } from '../agencies/queries.ts'
import type { AgencyRow } from '../agencies/queries.ts'
import type { RecommendationRow } from '../recommendations/queries.ts'
import type { ReviewRow } from '../reviews/queries.ts'
import type { Work } from '../work.ts'
import { holdReviewsNamed, listActivePeople, lockRecommendationsNamed } from './plan-queries.ts'
import type { ImportRow } from './queries.ts'

/** What the file says of one thing, and in which row it said so first: rows must not contradict each other. */
export interface Mentioned<Row> {
  row: Row
  readonly isNew: boolean
  readonly said: Map<string, { readonly value: unknown, readonly inRow: number }>
}

/** What is known while the rows of a file are gone through: who there is, what the plan holds, what the file has said. */
export interface PlanContext {
  readonly agencies: ReadonlyMap<string, readonly AgencyRow[]>
  readonly people: ReadonlyMap<string, string>
  readonly reviews: Map<string, Mentioned<ReviewRow>>
  readonly recommendations: Map<string, Mentioned<RecommendationRow>>
  /** The rows in which each action stands, and a digest of all that they say. */
  readonly actions: Map<string, { readonly inRow: number, readonly cells: string }>
  /** Whether it was said why what looks like personal data is none, and the cells that do; never what they hold. */
  readonly isScreenOverridden: boolean
  readonly suspicions: Suspicion[]
}

export async function openContext ({ tx, by: { partnershipId } }: Work, { privacyOverride }: Pick<ImportRow, 'privacyOverride'>): Promise<PlanContext> {
  const [agencies, people] = await Promise.all([listAllAgencies(tx, partnershipId), listActivePeople(tx, partnershipId)])
  return {
    agencies: Map.groupBy(agencies.flatMap((agency) => [...new Set([agency.code, agency.name.toLowerCase()])].map((name) => ({ name, agency }))), ({ name }) => name)
      .entries().reduce((map, [name, found]) => map.set(name, found.map(({ agency }) => agency)), new Map<string, AgencyRow[]>()),
    people: new Map(people.map(({ id, email }) => [email, id])),
    reviews: new Map(),
    recommendations: new Map(),
    actions: new Map(),
    isScreenOverridden: privacyOverride !== null,
    suspicions: []
  }
}

/** An agency by its code or its full name; else in words why not. */
export function agencyNamed ({ agencies }: PlanContext, written: string): AgencyRow | string {
  const found = agencies.get(written.trim().toLowerCase()) ?? []
  const [first, ...others] = found
  if (first !== undefined && others.length === 0) return first
  if (first !== undefined) return `is the name of several agencies; give the code: ${found.map(({ code }) => code).join(', ')}`
  const near = nearest(written, [...agencies.keys()])
  return `is neither the code nor the name of an agency of this partnership${near.length === 0 ? '' : `; did you mean ${near.join(' or ')}?`}`
}

/** Finds and holds, in three questions however many rows there are, the reviews and recommendations that these rows name first, and the actions that they are. */
export async function meet (work: Work, context: PlanContext, rows: readonly PlanRow[]): Promise<ReadonlyMap<string, ShownAction>> {
  const { tx, by } = work
  const unmet = [...new Set(rows.flatMap(({ reviewReference }) => reviewReference ?? []))].filter((reference) => !context.reviews.has(reference))
  for (const row of await holdReviewsNamed(tx, by.partnershipId, unmet)) context.reviews.set(row.reference, { row, isNew: false, said: new Map() })
  const names = new Map(rows.flatMap(({ reviewReference = '', recommendationReferences }) => recommendationReferences.map((reference) =>
    [recommendationKey(reviewReference, reference), { reviewReference, reviewId: context.reviews.get(reviewReference)?.row.id, reference }] as const)))
  const wanted = [...names].flatMap(([key, { reviewId, reference, reviewReference }]) => reviewId === undefined || context.recommendations.has(key) ? [] : [{ reviewId, reference, reviewReference }])
  const referenceOf = new Map(wanted.map(({ reviewId, reviewReference }) => [reviewId, reviewReference]))
  for (const row of await lockRecommendationsNamed(tx, by.partnershipId, wanted)) {
    context.recommendations.set(recommendationKey(referenceOf.get(row.reviewId) ?? '', row.reference), { row, isNew: false, said: new Map() })
  }
  const actions = await lockActionsNamed(tx, by, [], rows.flatMap(({ action }) => action === undefined ? [] : keyOf(context, action) ?? []))
  return new Map(actions.map((action) => [actionKey(action.ownerAgencyId, action.externalReference ?? ''), action]))
}

export function recommendationKey (reviewReference: string, reference: string): string {
  return `${reviewReference}\n${reference}`
}

export function actionKey (ownerAgencyId: string, externalReference: string): string {
  return `${ownerAgencyId}\n${externalReference}`
}

function keyOf (context: PlanContext, { ownerAgency, externalReference }: PlanRowAction): NaturalKey | undefined {
  if (ownerAgency === undefined || externalReference === undefined) return undefined
  const owner = agencyNamed(context, ownerAgency)
  return typeof owner === 'string' ? undefined : { ownerAgencyId: owner.id, externalReference }
}
