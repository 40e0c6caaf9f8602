import { sql } from '../../platform/database/drizzle.ts'
import type { SQL } from 'drizzle-orm'
import { openStatuses } from '../../domain/action.ts'
import type { Role } from '../../domain/person.ts'
import { openResponses } from '../../domain/recommendation.ts'
import type { Queryable } from '../../platform/database/database.ts'
import { bareName, pick, updateSet } from '../../platform/database/sql.ts'
import type { Transaction } from '../../platform/database/transaction.ts'
import { actionRecommendations, actions, actionSupportingAgencies } from '../actions/tables.ts'
import { measures } from '../measures/tables.ts'
import { people } from '../people/tables.ts'
import { recommendations } from '../recommendations/tables.ts'

export interface Merging { readonly partnershipId: string, readonly fromId: string, readonly toId: string, readonly now: string }

export interface MovedAction {
  readonly id: string
  readonly reference: string
  readonly title: string
  readonly ownerBefore: string
  readonly ownerAfter: string
  readonly supportingBefore: string[]
  readonly supportingAfter: string[]
  readonly version: number
}

/** Gives the open actions that one agency owns or supports to another, in one statement however many there are; an owner is not its own supporter. */
export async function moveOpenActions (tx: Transaction, merging: Merging): Promise<MovedAction[]> {
  const { partnershipId, fromId, toId, now } = merging
  const others = sql`array_remove(${actions.supportingAgencyIds}, ${fromId}::uuid)`
  const moved = await tx.rows<MovedAction>(sql`
    with held as (
      select ${actions.id} as id, ${actions.ownerAgencyId} as owner_before, ${actions.supportingAgencyIds} as supporting_before,
        case when ${actions.ownerAgencyId} = ${fromId} then ${toId}::uuid else ${actions.ownerAgencyId} end as owner_after,
        case when ${actions.ownerAgencyId} in (${fromId}, ${toId}) then array_remove(${others}, ${toId}::uuid)
          when ${fromId} = any(${actions.supportingAgencyIds}) and not ${toId} = any(${actions.supportingAgencyIds}) then ${others} || ${toId}::uuid
          else ${others} end as supporting_after
      from ${actions} where ${actions.partnershipId} = ${partnershipId} and ${isOpen} and ${actions.id} in (${workOf(merging)})
      order by ${actions.id} for no key update)
    ${updateSet(actions, { updatedAt: now })}, ${bareName(actions.version)} = ${actions.version} + 1,
      ${bareName(actions.ownerAgencyId)} = held.owner_after, ${bareName(actions.supportingAgencyIds)} = held.supporting_after
    from held where ${actions.partnershipId} = ${partnershipId} and ${actions.id} = held.id
    returning ${pick(actions, 'id', 'reference', 'title', 'version')}, owner_before as "ownerBefore", owner_after as "ownerAfter",
      supporting_before as "supportingBefore", supporting_after as "supportingAfter"`)
  relinkSupporters(tx, merging, moved.map(({ id }) => id))
  return moved.toSorted((a, b) => a.reference < b.reference ? -1 : 1)
}

export interface MovedDuty { readonly id: string, readonly name: string }

/** Gives the lead of recommendations to another agency, where something is still to be answered or done; what is finished keeps the name that it was done under. */
export async function moveOpenRecommendations (tx: Transaction, { partnershipId, fromId, toId, now }: Merging): Promise<MovedDuty[]> {
  const link = actionRecommendations
  const actionsOfIt = sql`from ${link} join ${actions} on ${actions.partnershipId} = ${link.partnershipId} and ${actions.id} = ${link.actionId}
    where ${link.partnershipId} = ${recommendations.partnershipId} and ${link.recommendationId} = ${recommendations.id}`
  return await tx.rows<MovedDuty>(sql`${updateSet(recommendations, { leadAgencyId: toId, updatedAt: now })}, ${bareName(recommendations.version)} = ${recommendations.version} + 1
    where ${recommendations.partnershipId} = ${partnershipId} and ${recommendations.leadAgencyId} = ${fromId} and ${recommendations.response} = any(${sql.param(openResponses)}::text[])
      and (${recommendations.response} = 'awaiting_response' or not exists (select ${actionsOfIt}) or exists (select ${actionsOfIt} and ${isOpen}))
    returning ${recommendations.id} as "id", ${recommendations.reference} as "name"`)
}

/** Gives measures to another agency: there is always a next period to report. */
export async function moveMeasures (tx: Transaction, { partnershipId, fromId, toId, now }: Merging): Promise<MovedDuty[]> {
  return await tx.rows<MovedDuty>(sql`${updateSet(measures, { ownerAgencyId: toId, updatedAt: now })}, ${bareName(measures.version)} = ${measures.version} + 1
    where ${measures.partnershipId} = ${partnershipId} and ${measures.ownerAgencyId} = ${fromId} returning ${measures.id} as "id", ${measures.name} as "name"`)
}

/** The owners' own numbers that both agencies use: a number is unique in its agency. */
export async function findSharedReferences (db: Queryable, { partnershipId, fromId, toId }: Merging): Promise<string[]> {
  const rows = await db.rows<{ reference: string }>(sql`select ${actions.externalReference} as reference from ${actions}
    where ${actions.partnershipId} = ${partnershipId} and ${actions.ownerAgencyId} = ${fromId} and ${isOpen} and exists (select from ${actions} as theirs
      where theirs.partnership_id = ${partnershipId} and theirs.owner_agency_id = ${toId} and theirs.external_reference = ${actions.externalReference})
    order by 1`)
  return rows.map(({ reference }) => reference)
}

export interface Member { readonly id: string, readonly name: string, readonly role: Role }

export async function listMembers (db: Queryable, partnershipId: string, agencyId: string): Promise<Member[]> {
  return await db.rows<Member>(sql`select ${pick(people, 'id', 'name', 'role')} from ${people}
    where ${people.partnershipId} = ${partnershipId} and ${people.agencyId} = ${agencyId} and ${people.active} order by ${people.name}, ${people.id}`)
}

const isOpen = sql`${actions.status} = any(${sql.param(openStatuses)}::text[])`

/** Two look-ups, each in its index. */
function workOf ({ partnershipId, fromId }: Merging): SQL {
  const t = actionSupportingAgencies
  return sql`select owned.id from ${actions} as owned where owned.partnership_id = ${partnershipId} and owned.owner_agency_id = ${fromId}
    union select ${t.actionId} from ${t} where ${t.partnershipId} = ${partnershipId} and ${t.agencyId} = ${fromId}`
}

/** The links say again what the rows say. */
function relinkSupporters (tx: Transaction, { partnershipId, fromId, toId }: Merging, actionIds: readonly string[]): void {
  const t = actionSupportingAgencies
  const ids = sql.param(actionIds)
  void tx.write(sql`delete from ${t} where ${t.partnershipId} = ${partnershipId} and ${t.actionId} = any(${ids}::uuid[]) and ${t.agencyId} in (${fromId}, ${toId})`)
  void tx.write(sql`insert into ${t} (${bareName(t.partnershipId)}, ${bareName(t.actionId)}, ${bareName(t.agencyId)})
    select ${actions.partnershipId}, ${actions.id}, ${toId}::uuid from ${actions}
    where ${actions.partnershipId} = ${partnershipId} and ${actions.id} = any(${ids}::uuid[]) and ${toId} = any(${actions.supportingAgencyIds})`)
}
