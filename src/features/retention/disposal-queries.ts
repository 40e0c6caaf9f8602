import { sql } from '../../platform/database/drizzle.ts'
import type { SQL } from 'drizzle-orm'
import type { AnyPgColumn, PgTable } from 'drizzle-orm/pg-core'
import type { Transaction } from '../../platform/database/transaction.ts'
import { actionVersions } from '../action-versions/tables.ts'
import { actionComments, actionRecommendations, actions, actionSupportingAgencies, actionThemes, actionTransitions, actionUpdates } from '../actions/tables.ts'
import { boardPackContents, boardPacks } from '../board-packs/tables.ts'
import { tombstonesInOrder } from '../events/chain-queries.ts'
import { events, eventSeals, eventTombstones } from '../events/tables.ts'
import { evidence, evidenceAssessments } from '../evidence/tables.ts'
import { extensions } from '../extensions/tables.ts'
import { impactReviews } from '../impact-reviews/tables.ts'
import { measures, observations } from '../measures/tables.ts'
import { milestones } from '../milestones/tables.ts'
import { playbookApplications } from '../playbooks/tables.ts'
import { recommendationRepeats, recommendations } from '../recommendations/tables.ts'
import { reminderLinks, reminders } from '../reminders/tables.ts'
import { reviews } from '../reviews/tables.ts'
import { signOffs } from '../sign-offs/tables.ts'

/** The ids of all that belongs to a review and to no other. */
export interface Holdings {
  readonly reviewId: string
  readonly recommendations: readonly string[]
  readonly actions: readonly string[]
  readonly evidence: readonly string[]
  /** Those of the evidence that have a file. */
  readonly files: readonly string[]
  readonly measures: readonly string[]
  /** Milestones, comments, extensions and whatever else events may be about. */
  readonly others: readonly string[]
}

/** Holds the review, so that nothing is added to it, and finds what belongs to it. */
export async function lockHoldings (tx: Transaction, partnershipId: string, reviewId: string): Promise<Holdings> {
  await tx.rows(sql`select from ${reviews} where ${reviews.partnershipId} = ${partnershipId} and ${reviews.id} = ${reviewId} for update`)
  const idsOf = async (table: Identified, belongs: SQL): Promise<string[]> =>
    (await tx.rows<{ id: string }>(sql`select ${table.id} as id from ${table} where ${table.partnershipId} = ${partnershipId} and ${belongs} order by 1`)).map(({ id }) => id)
  const its = await idsOf(recommendations, sql`${recommendations.reviewId} = ${reviewId}`)
  const theirs = await idsOf(actions, sql`exists (select from ${actionRecommendations} where ${actionRecommendations.partnershipId} = ${partnershipId} and ${actionRecommendations.actionId} = ${actions.id} and ${actionRecommendations.recommendationId} = any(${ids(its)}))
    and not exists (select from ${actionRecommendations} where ${actionRecommendations.partnershipId} = ${partnershipId} and ${actionRecommendations.actionId} = ${actions.id} and ${actionRecommendations.recommendationId} <> all(${ids(its)}))`)
  const ofActions = (table: OfAction) => sql`${table.actionId} = any(${ids(theirs)})`
  const others = [milestones, actionComments, actionUpdates, actionTransitions, extensions, impactReviews, signOffs]
  return {
    reviewId,
    recommendations: its,
    actions: theirs,
    evidence: await idsOf(evidence, ofActions(evidence)),
    files: await idsOf(evidence, sql`${ofActions(evidence)} and ${evidence.form} = 'file'`),
    measures: await idsOf(measures, sql`${measures.recommendationId} = any(${ids(its)})`),
    others: (await Promise.all(others.map(async (table) => await idsOf(table, ofActions(table))))).flat()
  }
}

type OfPartnership = PgTable & { readonly partnershipId: AnyPgColumn }
type Identified = OfPartnership & { readonly id: AnyPgColumn }
type OfAction = Identified & { readonly actionId: AnyPgColumn }

/** Takes the rows away, each before what it points at. */
export async function deleteHoldings (tx: Transaction, partnershipId: string, held: Holdings): Promise<void> {
  const remove = async (table: OfPartnership, belongs: SQL): Promise<void> => { await tx.write(sql`delete from ${table} where ${table.partnershipId} = ${partnershipId} and ${belongs}`) }
  const [plan, work, proof, figures] = [ids(held.recommendations), ids(held.actions), ids(held.evidence), ids(held.measures)]
  const chased = sql`(${reminders.actionId} = any(${work}) or ${reminders.subjectId} = any(${figures}))`
  await remove(reminderLinks, sql`${reminderLinks.reminderId} in (select ${reminders.id} from ${reminders} where ${reminders.partnershipId} = ${partnershipId} and ${chased})`)
  await remove(reminders, chased)
  await remove(actionVersions, sql`${actionVersions.id} = any(${work})`)
  await remove(evidenceAssessments, sql`${evidenceAssessments.evidenceId} = any(${proof})`)
  for (const table of [evidence, impactReviews, extensions, milestones, actionComments, actionUpdates, actionTransitions, actionSupportingAgencies, actionThemes]) await remove(table, sql`${table.actionId} = any(${work})`)
  await remove(actionRecommendations, sql`${actionRecommendations.recommendationId} = any(${plan})`)
  await remove(actions, sql`${actions.id} = any(${work})`)
  await remove(signOffs, sql`${signOffs.actionId} = any(${work})`)
  await remove(observations, sql`${observations.measureId} = any(${figures})`)
  await remove(measures, sql`${measures.id} = any(${figures})`)
  await remove(recommendationRepeats, sql`(${recommendationRepeats.recommendationId} = any(${plan}) or ${recommendationRepeats.repeatsRecommendationId} = any(${plan}))`)
  await remove(playbookApplications, sql`${playbookApplications.recommendationId} = any(${plan})`)
  await remove(recommendations, sql`${recommendations.id} = any(${plan})`)
  await remove(reviews, sql`${reviews.id} = ${held.reviewId}`)
}

/** Events that wait for their seal cannot lose their content: the seal would be of what is left. */
export async function isAllSealed (tx: Transaction, partnershipId: string, subjectIds: readonly string[]): Promise<boolean> {
  const [unsealed] = await tx.rows(sql`select from ${events} where ${events.partnershipId} = ${partnershipId} and ${events.subjectId} = any(${ids(subjectIds)})
    and not exists (select from ${eventSeals} where ${eventSeals.partnershipId} = ${partnershipId} and ${eventSeals.eventId} = ${events.id}) limit 1`)
  return unsealed === undefined
}

/** Takes out of events what they told, and leaves a digest of each; gives how many, and what the digests are reckoned from. */
export async function buryContent (tx: Transaction, partnershipId: string, reviewId: string, subjectIds: readonly string[]): Promise<{ count: number, tombstones: string }> {
  const telling = sql`${events.partnershipId} = ${partnershipId} and ${events.subjectId} = any(${ids(subjectIds)}) and num_nonnulls(${events.before}, ${events.after}) > 0`
  await tx.write(sql`insert into ${eventTombstones} (partnership_id, event_id, disposed_with, digest) select ${events.partnershipId}, ${events.id}, ${reviewId}::uuid, event_digest(${events}) from ${events} where ${telling}`)
  await tx.write(sql`update ${events} set before = null, after = null where ${telling}`)
  const [row] = await tx.rows<{ count: number, tombstones: string | null }>(sql`select count(*) as count, ${tombstonesInOrder} as tombstones
    from ${eventTombstones} where ${eventTombstones.partnershipId} = ${partnershipId} and ${eventTombstones.disposedWith} = ${reviewId}`)
  return { count: row?.count ?? 0, tombstones: row?.tombstones ?? '' }
}

export async function deletePack (tx: Transaction, partnershipId: string, id: string): Promise<void> {
  await tx.write(sql`delete from ${boardPackContents} where ${boardPackContents.partnershipId} = ${partnershipId} and ${boardPackContents.boardPackId} = ${id}`)
  await tx.write(sql`delete from ${boardPacks} where ${boardPacks.partnershipId} = ${partnershipId} and ${boardPacks.id} = ${id}`)
}

function ids (list: readonly string[]): SQL {
  return sql`${sql.param(list)}::uuid[]`
}
