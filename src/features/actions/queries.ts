import { sql } from '../../platform/database/drizzle.ts'
import type { InferInsertModel, SQL } from 'drizzle-orm'
import type { Caller } from '../../domain/permission.ts'
import { Refusal } from '../../domain/refusal.ts'
import type { RowOf } from '../../platform/database/column-names.ts'
import type { Queryable } from '../../platform/database/database.ts'
import { fixed } from '../../platform/database/fixed.ts'
import type { Statement } from '../../platform/database/render.ts'
import { columns, insertInto, updateSet } from '../../platform/database/sql.ts'
import { plain } from '../../platform/database/together.ts'
import type { Transaction } from '../../platform/database/transaction.ts'
import { agencies } from '../agencies/tables.ts'
import { people } from '../people/tables.ts'
import { linksOf, unlinkActions } from './links.ts'
import type { Linked } from './links.ts'
import { actionRecommendations, actions, actionSupportingAgencies, actionThemes } from './tables.ts'
import { actionIsVisible, viewOf } from './visibility.ts'

export type ActionRow = RowOf<typeof actions>

/** An action with what is told of its owner, and whether anyone could sign it off. */
export interface ShownAction extends ActionRow {
  readonly ownerAgencyCode: string
  readonly ownerAgencyName: string
  readonly ownerValidTo: string | null
  readonly someoneMaySignOff: boolean
}

/** Whether a reviewer exists whom the separation of duties does not exclude; the reviewers' agencies are read once, not per row. */
export const someoneMaySignOff = sql`not reviewers.agency_ids <@ array[${actions.ownerAgencyId},
  coalesce(${actions.ownerAgencyIdWhenSubmitted}, ${actions.ownerAgencyId}), coalesce(${actions.submittedByAgencyId}, ${actions.ownerAgencyId})]`

/** Everything a caller is shown of actions, up to the `where`. */
export const shownActions = sql`
  select ${columns(actions)}, ${agencies.code} as "ownerAgencyCode", ${agencies.name} as "ownerAgencyName", ${agencies.validTo} as "ownerValidTo", ${someoneMaySignOff} as "someoneMaySignOff"`

/** The tables behind `shownActions`, for one partnership. Every action has its owner: it makes no difference how they are joined but for the plan (list-query.ts). */
export function fromActionsOf (partnershipId: string, joined: SQL = sql`join`): SQL {
  return sql` from ${actions}
    ${joined} ${agencies} on ${agencies.partnershipId} = ${actions.partnershipId} and ${agencies.id} = ${actions.ownerAgencyId}
    cross join (select coalesce(array_agg(distinct ${people.agencyId}), '{}') as agency_ids from ${people}
      where ${people.partnershipId} = ${partnershipId} and ${people.role} = 'reviewer' and ${people.active}) as reviewers`
}

export async function findAction (db: Queryable, caller: Caller, id: string): Promise<ShownAction> {
  const [row] = await db.rows<ShownAction>(shown(caller, id))
  if (row === undefined) throw noSuchAction()
  return row
}

const shown = oneVisible((partnershipId, isWanted) => sql`${shownActions} ${fromActionsOf(partnershipId)} where ${isWanted}`)

/** Holds the action until the transaction ends: whoever changes it, or anything that it counts, holds this first. */
export async function lockAction (tx: Transaction, caller: Caller, id: string): Promise<ShownAction> {
  const [row] = await tx.rows<ShownAction>(shownAndHeld(caller, id))
  if (row === undefined) throw noSuchAction()
  return row
}

// Held first, and then shown: what was waited for may have another owner, and a join that was made before would find nobody.
const shownAndHeld = oneVisible((partnershipId, isWanted, id) => sql`with ${actions} as materialized (select * from ${actions} where ${isAction(partnershipId, id)} for no key update)
  ${shownActions} ${fromActionsOf(partnershipId)} where ${isWanted}`)

/** A question for one action, if the caller may see it; written once for those who see all, and once for the others. */
export function oneVisible (question: (partnershipId: string, isWanted: SQL, id: string) => SQL): (caller: Caller, id: string) => Statement {
  const ofAll = fixed((partnershipId: string, id: string) => question(partnershipId, isAction(partnershipId, id), id))
  const ofAgency = fixed((partnershipId: string, id: string, agencyId: string | null) =>
    question(partnershipId, sql`${isAction(partnershipId, id)} and ${actionIsVisible({ role: 'viewer', partnershipId, agencyId })}`, id))
  return (caller, id) => viewOf(caller) === 'all' ? ofAll(caller.partnershipId, id) : ofAgency(caller.partnershipId, id, caller.agencyId)
}

export function insertAction (tx: Transaction, row: InferInsertModel<typeof actions>): void {
  void tx.write(insertInto(actions, row))
  linkAction(tx, row)
}

export function saveAction (tx: Transaction, before: Pick<ActionRow, 'partnershipId' | 'id'>, changes: Partial<ActionRow>): void {
  void tx.write(plain(sql`${updateSet(actions, changes)} where ${isAction(before.partnershipId, before.id)}`, { table: actions, kind: 'update', count: 1 }))
}

/** Makes its links say what its row says. */
export function relinkAction (tx: Transaction, row: ActionRow): void {
  unlinkActions(tx, row.partnershipId, [row.id])
  linkAction(tx, row)
}

function linkAction (tx: Transaction, row: Linked): void {
  const { answers, supporters, themed } = linksOf([row])
  void tx.write(insertInto(actionRecommendations, answers))
  if (supporters.length > 0) void tx.write(insertInto(actionSupportingAgencies, supporters))
  if (themed.length > 0) void tx.write(insertInto(actionThemes, themed))
}

export function isAction (partnershipId: string, id: string): SQL {
  return sql`${actions.partnershipId} = ${partnershipId} and ${actions.id} = ${id}`
}

export function noSuchAction (): Refusal {
  return new Refusal('not-found', 'There is no such action.')
}
