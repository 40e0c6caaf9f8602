import { versionsOf } from '../../domain/action-history.ts'
import { withTransaction } from '../../platform/database/transaction.ts'
import type { Services } from '../../services.ts'
import { currentSnapshot } from '../events/queries.ts'
import { beginning, findActionsToldBy, findAllActions, findHistory, findMark, findNewEvents, holdVersions, replaceVersions, saveMark } from './queries.ts'
import type { EventOfAction, NewEvent, NewEvents } from './queries.ts'

type Keeping = Pick<Services, 'database'>

/** Few enough to be read and made anew within a second or two. */
const eventsAtOnce = 5_000
/** Some hundred actions in a transaction, of some ten versions each: a tenth of a second. */
const actionsAtOnce = 100

/**
 * Brings the versions of a partnership's actions up to its events, a stretch at a
 * time; tells whether none is left. Any number of processes may do so at once and
 * may be killed at it: the versions of an action are always made from all of its
 * events, so that to do it twice is to do it once. A stretch of more actions than
 * may be is left as it is.
 */
export async function keepVersions ({ database }: Keeping, partnershipId: string, mostActions = Infinity): Promise<boolean> {
  const mark = await findMark(database, partnershipId)
  const stretch = await nextStretch(database, partnershipId, mark)
  if (stretch === undefined) return true
  if (stretch.actionIds.length > mostActions) return false
  for (const actionIds of inGroups(stretch.actionIds)) {
    await withTransaction(database.pool, async (tx) => {
      await holdVersions(tx, partnershipId) // what is read after this, nobody else has read and not yet written
      const told = Map.groupBy(await findHistory(tx, partnershipId, actionIds), ({ actionId }) => actionId)
      replaceVersions(tx, partnershipId, actionIds, [...told].flatMap(([actionId, events]) => versionsOfAction(actionId, events)))
    })
  }
  await saveMark(database, partnershipId, stretch.reached)
  return stretch.isLast
}

interface Stretch {
  readonly actionIds: readonly string[]
  /** The snapshot behind which all is done when these are. */
  readonly reached: string
  readonly isLast: boolean
}

/**
 * From the beginning, each action once. Then whole transactions, and such as none that is still open can precede: some, or
 * one that wrote very much. The few that are at the same time as an open one
 * come last, together.
 */
async function nextStretch (database: Keeping['database'], partnershipId: string, mark: string): Promise<Stretch | undefined> {
  if (mark === beginning) return { reached: await currentSnapshot(database), actionIds: await findAllActions(database, partnershipId), isLast: true }
  const first = await findNewEvents(database, partnershipId, mark, eventsAtOnce + 1)
  if (first.found.length === 0) return undefined
  const beyond = first.found[eventsAtOnce]
  if (beyond === undefined) return lastStretch(first)
  const last = BigInt(beyond.writtenBy)
  const whole = first.found.filter(({ writtenBy }) => BigInt(writtenBy) < last)
  if (whole.length > 0 && last <= horizonOf(first.snapshot)) return { actionIds: actionsIn(whole), reached: `${last}:${last}:`, isLast: false }
  if (last < horizonOf(first.snapshot)) return { actionIds: await findActionsToldBy(database, partnershipId, beyond.writtenBy), reached: `${last + 1n}:${last + 1n}:`, isLast: false }
  return lastStretch(await findNewEvents(database, partnershipId, mark, null))
}

function lastStretch ({ found, snapshot }: NewEvents): Stretch {
  return { actionIds: actionsIn(found), reached: snapshot, isLast: true }
}

/** The oldest transaction that was still open: `xmin:xmax:open,…`. */
function horizonOf (snapshot: string): bigint {
  return BigInt(snapshot.split(':', 1)[0] ?? 0)
}

function actionsIn (events: readonly NewEvent[]): string[] {
  return [...new Set(events.flatMap(({ actionId }) => actionId ?? []))]
}

function inGroups (ids: readonly string[]): string[][] {
  return Array.from({ length: Math.ceil(ids.length / actionsAtOnce) }, (_, group) => ids.slice(group * actionsAtOnce, (group + 1) * actionsAtOnce))
}

function versionsOfAction (actionId: string, events: readonly EventOfAction[]) {
  return versionsOf(events).map((version) => ({ ...version, actionId }))
}
