import { isCurrent } from '../../domain/agency.ts'
import { keyWorks } from '../../domain/api-key.ts'
import { localDateAt } from '../../domain/local-date.ts'
import type { BriefMemory } from '../../platform/brief-memory.ts'
import type { Clock } from '../../platform/clock.ts'
import type { Database } from '../../platform/database/database.ts'
import { everywhere } from '../../platform/database/tenancy.ts'
import { findHolder, noteUse } from './holder.ts'
import type { Holder, Principal } from './holder.ts'
import { isSecretOf, readToken } from './token.ts'

/** Tells who holds a token, in the partnership of this code where it may be several; undefined for anything that opens nothing. */
export type Authenticate = (token: string, partnership?: string) => Promise<Principal | undefined>

/** Looks keys up at most once a second each, however many requests they come with; what is known meanwhile may be forgotten from outside. */
export function authenticator (database: Database, clock: Clock, known: BriefMemory<Holder | undefined>): Authenticate {
  return async (text) => {
    const token = readToken(text)
    if (token === undefined) return undefined
    const holder = await known.read(token.id, async () => await everywhere(async () => await findHolder(database, token.id)))
    const now = clock.now()
    if (holder === undefined || !isSecretOf(holder.secretHash, token.secret) || !isLive(holder, now)) return undefined
    noteUseOnceAMinute(holder, now)
    return holder.principal
  }

  // Beside the request, and not for its sake: that a note was lost must not fail it.
  function noteUseOnceAMinute (holder: Holder, now: string): void {
    const minute = now.slice(0, 'YYYY-MM-DDTHH:MM'.length)
    if (holder.lastUsedInMinute === minute) return
    holder.lastUsedInMinute = minute
    noteUse(database, holder, now).catch(() => {})
  }
}

/** Live: its key works, its person is active, its agency current. */
function isLive (holder: Holder, now: string): boolean {
  const today = localDateAt(now, holder.principal.timeZone)
  return keyWorks(holder, now, today) && holder.active && isCurrent(holder.agency, today)
}
