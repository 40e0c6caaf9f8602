import { sql } from '../../platform/database/drizzle.ts'
import type { InferSelectModel, SQL } from 'drizzle-orm'
import type { Caller } from '../../domain/permission.ts'
import type { Queryable } from '../../platform/database/database.ts'
import { readPage, sortValue } from '../../platform/database/keyset.ts'
import type { Order, Page, PageRequest } from '../../platform/database/keyset.ts'
import { columns, isAnyOf, pick } from '../../platform/database/sql.ts'
import { actions } from '../actions/tables.ts'
import { actionIsVisible, viewOf } from '../actions/visibility.ts'
import { measures } from '../measures/tables.ts'
import { hasReached } from './ledger-queries.ts'
import { reminderMessages, reminders } from './tables.ts'

export type ReminderRow = InferSelectModel<typeof reminders>

/** A row of the ledger, and how the digest in which it stands is getting on. */
export interface LedgerRow extends ReminderRow, Pick<InferSelectModel<typeof reminderMessages>, 'sendOn' | 'attempts' | 'nextAttemptAt'> {
  /** Why the last attempt to send it came to nothing. */
  readonly fault: string | null
}

const ledgerRows = sql`${columns(reminders)}, ${pick(reminderMessages, 'sendOn', 'attempts', 'nextAttemptAt')}, ${reminderMessages.reason} as fault`
const ledger = sql`${reminders} join ${reminderMessages} on ${reminderMessages.partnershipId} = ${reminders.partnershipId} and ${reminderMessages.id} = ${reminders.messageId}`

export interface ReminderFilter {
  readonly state?: readonly string[]
  readonly subjectType?: readonly string[]
  readonly actionId?: readonly string[]
  readonly recipient?: readonly string[]
  readonly direction: Order['direction']
}

/** A page of the ledger, as far as the caller may see what is chased. */
export async function listReminders (db: Queryable, caller: Caller, filter: ReminderFilter, page: PageRequest): Promise<Page<LedgerRow>> {
  const order: Order = { by: reminders.createdAt, id: reminders.id, direction: filter.direction, type: 'timestamptz' }
  return await readPage<LedgerRow>(db, sql`select ${ledgerRows}, ${sortValue(order)} from ${ledger}`, conditions(caller, filter), order, page)
}

export async function countReminders (db: Queryable, caller: Caller, filter: ReminderFilter): Promise<number> {
  const [row] = await db.rows<{ total: number }>(sql`select count(*) as total from ${reminders} where ${sql.join(conditions(caller, filter), sql` and `)}`)
  return row?.total ?? 0
}

// Ten years of chasing one action are some two thousand.
const latestOfAction = 2_000

/** The ledger of an action that the caller is known to see, the latest first. */
export async function listRemindersOfAction (db: Queryable, partnershipId: string, actionId: string): Promise<LedgerRow[]> {
  return await db.rows<LedgerRow>(sql`select ${ledgerRows} from ${ledger}
    where ${reminders.partnershipId} = ${partnershipId} and ${reminders.actionId} = ${actionId}
    order by ${reminders.createdAt} desc, ${reminders.id} desc limit ${latestOfAction}`)
}

export interface PromiseRow extends ReminderRow {
  /** As `PlannedReminder` has it. */
  readonly latestStep: number
}

/** What stands in a digest, and how far its recipient's ladder has come in others. */
export async function listPromisesOfMessage (db: Queryable, partnershipId: string, messageId: string): Promise<PromiseRow[]> {
  return await db.rows<PromiseRow>(sql`select ${columns(reminders)}, greatest(${reminders.step}, (select max(other.step) from ${reminders} as other
      where other.partnership_id = ${reminders.partnershipId} and other.subject_type = ${reminders.subjectType} and other.subject_id = ${reminders.subjectId}
        and other.occurrence = ${reminders.occurrence} and other.step > ${reminders.step} and other.due_on = ${reminders.dueOn} and other.recipient = ${reminders.recipient}
        and ((other.channel = ${reminders.channel} and other.state in ('planned', 'sent')) or ${hasReached(sql`other`)}))) as "latestStep"
    from ${reminders} where ${reminders.partnershipId} = ${partnershipId} and ${reminders.messageId} = ${messageId} order by ${reminders.dueOn}, ${reminders.id}`)
}

function conditions (caller: Caller, { state, subjectType, actionId, recipient }: ReminderFilter): SQL[] {
  const wanted: Array<SQL | undefined> = [
    sql`${reminders.partnershipId} = ${caller.partnershipId}`,
    isVisible(caller),
    state && isAnyOf(reminders.state, state),
    subjectType && isAnyOf(reminders.subjectType, subjectType),
    actionId && isAnyOf(reminders.actionId, actionId),
    recipient && isAnyOf(reminders.recipient, recipient.map((address) => address.toLowerCase()))
  ]
  return wanted.filter((condition) => condition !== undefined)
}

/** What is chased about an action is for those who see it, a missing observation for the agency that owes it. */
function isVisible (caller: Caller): SQL | undefined {
  if (viewOf(caller) === 'all') return undefined
  return sql`(exists (select from ${actions} where ${actions.partnershipId} = ${reminders.partnershipId} and ${actions.id} = ${reminders.actionId} and ${actionIsVisible(caller)})
    or (${reminders.actionId} is null and exists (select from ${measures}
      where ${measures.partnershipId} = ${reminders.partnershipId} and ${measures.id} = ${reminders.subjectId} and ${measures.ownerAgencyId} = ${caller.agencyId})))`
}
