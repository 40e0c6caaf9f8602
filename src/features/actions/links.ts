import type { InferInsertModel } from 'drizzle-orm'
import { sql } from '../../platform/database/drizzle.ts'
import type { Transaction } from '../../platform/database/transaction.ts'
import type { actions } from './tables.ts'
import { actionRecommendations, actionSupportingAgencies, actionThemes } from './tables.ts'

/** What an action's own row says in lists, and tables of links say once more, for indexes. */
export type Linked = Pick<InferInsertModel<typeof actions>, 'partnershipId' | 'id' | 'recommendationIds' | 'supportingAgencyIds' | 'themes'>

/** Do the links have to be made anew, for what a change says? */
export function areLinksChanged (before: Linked, after: Linked): boolean {
  return after.recommendationIds !== before.recommendationIds || after.supportingAgencyIds !== before.supportingAgencyIds || after.themes !== before.themes
}

/** The links of actions, a row for each. */
export function linksOf (linked: readonly Linked[]) {
  return {
    answers: linked.flatMap(({ partnershipId, id: actionId, recommendationIds }) => recommendationIds.map((recommendationId) => ({ partnershipId, actionId, recommendationId }))),
    supporters: linked.flatMap(({ partnershipId, id: actionId, supportingAgencyIds = [] }) => supportingAgencyIds.map((agencyId) => ({ partnershipId, actionId, agencyId }))),
    themed: linked.flatMap(({ partnershipId, id: actionId, themes = [] }) => themes.map((theme) => ({ partnershipId, actionId, theme })))
  }
}

/** Unmakes the links of actions, so that they can be made as their rows say. */
export function unlinkActions (tx: Transaction, partnershipId: string, ids: readonly string[]): void {
  for (const links of [actionRecommendations, actionSupportingAgencies, actionThemes]) {
    void tx.write(sql`delete from ${links} where ${links.partnershipId} = ${partnershipId} and ${links.actionId} = any(${sql.param(ids)}::uuid[])`)
  }
}
