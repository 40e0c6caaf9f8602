import { getTableColumns, sql } from '../../platform/database/drizzle.ts'
import type { SQL } from 'drizzle-orm'
import type { ActionEvent, ActionVersion } from '../../domain/action-history.ts'
import { bareName, casing } from '../../platform/database/column-names.ts'
import type { Queryable } from '../../platform/database/database.ts'
import type { Transaction } from '../../platform/database/transaction.ts'
import { actions } from '../actions/tables.ts'
import { events } from '../events/tables.ts'
import { evidence } from '../evidence/tables.ts'
import { milestones } from '../milestones/tables.ts'
import { actionVersionMarks, actionVersions } from './tables.ts'

/** An event that the versions do not have yet. */
export interface NewEvent {
  /** The number of the transaction that wrote it. */
  readonly writtenBy: string
  /** The action that it tells of; null when it tells of none. */
  readonly actionId: string | null
}

export interface NewEvents {
  readonly found: NewEvent[]
  /** What the database showed when they were read. */
  readonly snapshot: string
}

/** Events that the snapshot did not show, in the order of their transactions; one look at an index when there are none. */
export async function findNewEvents (db: Queryable, partnershipId: string, mark: string, limit: number | null): Promise<NewEvents> {
  const rows = await db.rows<NewEvent & { snapshot: string }>(sql`select ${events.writtenBy}::text as "writtenBy", ${actionTold} as "actionId", pg_current_snapshot()::text as snapshot
    from ${events} where ${events.partnershipId} = ${partnershipId} and ${events.writtenBy} >= pg_snapshot_xmin(${mark}::pg_snapshot)
      and not pg_visible_in_snapshot(${events.writtenBy}, ${mark}::pg_snapshot)
    order by ${events.writtenBy}, ${events.id} limit ${limit}`)
  return { found: rows, snapshot: rows[0]?.snapshot ?? mark }
}

/** The actions that one transaction told of, however many they are. */
export async function findActionsToldBy (db: Queryable, partnershipId: string, writtenBy: string): Promise<string[]> {
  const rows = await db.rows<{ actionId: string | null }>(sql`select distinct ${actionTold} as "actionId" from ${events} where ${events.partnershipId} = ${partnershipId} and ${events.writtenBy} = ${writtenBy}::xid8`)
  return rows.flatMap(({ actionId }) => actionId ?? [])
}

export async function findAllActions (db: Queryable, partnershipId: string): Promise<string[]> {
  return (await db.rows<{ id: string }>(sql`select ${actions.id} as id from ${actions} where ${actions.partnershipId} = ${partnershipId} order by ${actions.id}`)).map(({ id }) => id)
}

/** A change of an action itself, or of what its row counts. */
const actionTold = sql`case
  when ${events.subjectType} = 'action' and ${events.type} like 'action.%' then ${events.subjectId}
  when ${events.subjectType} = 'milestone' and ${events.type} like 'milestone.%' then (select ${milestones.actionId} from ${milestones} where ${milestones.partnershipId} = ${events.partnershipId} and ${milestones.id} = ${events.subjectId})
  when ${events.subjectType} = 'evidence' and ${events.type} like 'evidence.%' then (select ${evidence.actionId} from ${evidence} where ${evidence.partnershipId} = ${events.partnershipId} and ${evidence.id} = ${events.subjectId})
  end`

/** Nothing has been read. */
export const beginning = '1:1:'

export async function findMark (db: Queryable, partnershipId: string): Promise<string> {
  const [row] = await db.rows<{ snapshot: string }>(sql`select ${actionVersionMarks.snapshot} as snapshot from ${actionVersionMarks} where ${actionVersionMarks.partnershipId} = ${partnershipId}`)
  return row?.snapshot ?? beginning
}

export async function saveMark (db: Queryable, partnershipId: string, snapshot: string): Promise<void> {
  await db.rows(sql`insert into ${actionVersionMarks} values (${partnershipId}, ${snapshot})
    on conflict (partnership_id) do update set snapshot = excluded.snapshot`)
}

/** Holds the versions of a partnership's actions until the transaction ends. */
export async function holdVersions (tx: Transaction, partnershipId: string): Promise<void> {
  await tx.rows(sql`select pg_advisory_xact_lock(hashtextextended(${`action versions ${partnershipId}`}, 0))`)
}

export interface EventOfAction extends ActionEvent { readonly actionId: string }

/** All that was ever told of some actions; nothing of those that were disposed of since. */
export async function findHistory (db: Queryable, partnershipId: string, actionIds: readonly string[]): Promise<EventOfAction[]> {
  const ids = sql.param(actionIds)
  const of = (subjects: SQL) => sql`select subject.action_id as "actionId", ${events.id} as id, ${events.type} as type, ${events.subjectId} as "subjectId",
      ${events.occurredAt} as "occurredAt", ${events.before} as before, ${events.after} as after
    from (${subjects}) as subject join ${events} on ${events.partnershipId} = ${partnershipId} and ${events.subjectId} = subject.id`
  return await db.rows<EventOfAction>(sql`${of(sql`select ${actions.id} as id, ${actions.id} as action_id from ${actions} where ${actions.partnershipId} = ${partnershipId} and ${actions.id} = any(${ids}::uuid[])`)} where ${events.subjectType} = 'action' and ${events.type} like 'action.%'
    union all ${of(sql`select ${milestones.id} as id, ${milestones.actionId} as action_id from ${milestones} where ${milestones.partnershipId} = ${partnershipId} and ${milestones.actionId} = any(${ids}::uuid[])`)} where ${events.subjectType} = 'milestone' and ${events.type} like 'milestone.%'
    union all ${of(sql`select ${evidence.id} as id, ${evidence.actionId} as action_id from ${evidence} where ${evidence.partnershipId} = ${partnershipId} and ${evidence.actionId} = any(${ids}::uuid[])`)} where ${events.subjectType} = 'evidence' and ${events.type} like 'evidence.%'`)
}

export interface VersionOfAction extends ActionVersion { readonly actionId: string }

/** The versions of some actions are these, and no others. */
export function replaceVersions (tx: Transaction, partnershipId: string, actionIds: readonly string[], versions: readonly VersionOfAction[]): void {
  void tx.write(sql`delete from ${actionVersions} where ${actionVersions.partnershipId} = ${partnershipId} and ${actionVersions.id} = any(${sql.param(actionIds)}::uuid[])`)
  if (versions.length === 0) return
  const rows = versions.map(({ actionId, validFrom, validTo, facts }) => stored({ ...facts, partnershipId, id: actionId, validFrom, validTo: validTo ?? 'infinity' }))
  void tx.write(sql`insert into ${actionVersions} (${allColumns}) select ${allColumns} from jsonb_populate_recordset(null::${actionVersions}, ${JSON.stringify(rows)}::jsonb)`)
}

const storedAs = Object.entries(getTableColumns(actionVersions)).map(([key, column]) => [key, column, casing.getColumnCasing(column)] as const)
const allColumns = sql.join(Object.values(getTableColumns(actionVersions)).map((column) => bareName(column)), sql`, `)

/** What else an event carries, such as the id of the update that came with it, is no column; what was not told of yet is as it is of what is new. */
function stored (row: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(storedAs.map(([key, column, name]) => [name, row[key] ?? column.default ?? null]))
}
