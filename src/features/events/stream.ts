import { setTimeout as pause } from 'node:timers/promises'
import type { Caller } from '../../domain/permission.ts'
import { databaseProblem } from '../../platform/database/errors.ts'
import type { Cursors } from '../../platform/http/cursor.ts'
import { comment, placeReached, reconnectAfter } from '../../platform/http/server-sent-events.ts'
import { cursorOf } from './feed-cursor.ts'
import type { Heads } from './heads.ts'
import type { EventFilter, Place } from './queries.ts'
import { eventsPerPage } from './stream-pages.ts'
import type { StreamPages, WrittenEvent, WrittenPage } from './stream-pages.ts'

export interface Listening {
  /** Who listens, as last looked up: role and agency decide what is shown. */
  readonly caller: () => Caller
  readonly filter: EventFilter
  readonly from: Place
  readonly heartbeatMs: number
  readonly ended: AbortSignal
}

export interface Source { readonly heads: Heads, readonly pages: StreamPages, readonly cursors: Cursors }

/** Sooner than any proxy that gives up on a silent connection, and than our own limit (limits.ts). */
export const heartbeatMs = 15_000
const outageMs = 1_000

/**
 * What one listener is sent, for as long as it listens: the feed from its place
 * on, then each event as it is sealed. It reads on when what it gave has been
 * taken, so that a slow reader costs no more memory than a quick one.
 */
export async function * listen ({ heads, pages, cursors }: Source, { caller, filter, from, heartbeatMs, ended }: Listening): AsyncGenerator<string> {
  const { partnershipId } = caller()
  yield reconnectAfter(1_000 + Math.floor(Math.random() * 2_000)) // those of a process that stops do not come back all at once
  let place = from
  for (let saidAt = performance.now(); !ended.aborted;) {
    const page = await nextPage({ heads, pages }, caller(), filter, place)
    if (page !== undefined && page.reached.sequence > place.sequence) {
      place = page.reached
      const text = textFor(page, filter)
      if (text !== '') yield text
      if (text !== '') saidAt = performance.now()
    } else {
      await heads.moved(partnershipId, Math.max(0, saidAt + heartbeatMs - performance.now()), ended)
    }
    if (performance.now() - saidAt >= heartbeatMs) {
      yield comment('still here') + (place.sequence === 0 ? '' : placeReached(cursorOf(cursors, partnershipId, place)))
      saidAt = performance.now()
    }
  }
}

/** Undefined when there is nothing new, or the database is away for the moment. */
async function nextPage ({ heads, pages }: Pick<Source, 'heads' | 'pages'>, caller: Caller, filter: EventFilter, place: Place): Promise<WrittenPage | undefined> {
  const beyond = heads.beyond(caller.partnershipId, place.sequence)
  if (beyond <= 0) return undefined
  try {
    return isFilter(filter) && beyond > eventsPerPage ? await pages.nextOf(caller, filter, place) : await pages.next(caller, place)
  } catch (error) {
    if (databaseProblem(error)?.code !== 'unavailable') throw error
    await pause(outageMs)
    return undefined
  }
}

function textFor ({ events }: WrittenPage, filter: EventFilter): string {
  const fitting = isFilter(filter) ? events.filter((event) => fits(event, filter)) : events
  return fitting.map(({ text }) => text).join('')
}

function isFilter ({ type, subjectId }: EventFilter): boolean {
  return type !== undefined || subjectId !== undefined
}

/** As findSealed has it: a filter must not tell what a stub hides. */
function fits ({ isVisible, type, subjectId }: WrittenEvent, filter: EventFilter): boolean {
  return isVisible && (filter.type?.includes(type) ?? true) && (filter.subjectId?.includes(subjectId) ?? true)
}
