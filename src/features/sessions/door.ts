import { sessionLives } from '../../domain/session.ts'
import { BriefMemory } from '../../platform/brief-memory.ts'
import type { Clock } from '../../platform/clock.ts'
import type { Database } from '../../platform/database/database.ts'
import { everywhere } from '../../platform/database/tenancy.ts'
import { hashSecretToken } from '../../platform/secret-token.ts'
import { mayComeIn } from './commands.ts'
import { findSession, noteSeen } from './queries.ts'
import type { SessionRow } from './queries.ts'

export interface SeenSession { readonly session: SessionRow, readonly isLive: boolean }

/** Tells whose session a cookie's token is; looks it up at most once a second. */
export class SessionDoor {
  readonly #database: Database
  readonly #clock: Clock
  readonly #memory = new BriefMemory<{ row: SessionRow } | undefined>()

  constructor (database: Database, clock: Clock) {
    this.#database = database
    this.#clock = clock
  }

  /** Undefined: there never was such a session, or its record is gone. */
  async look (token: string, { by = 'person' }: { by?: 'person' | 'page' } = {}): Promise<SeenSession | undefined> {
    const tokenHash = hashSecretToken(token)
    const known = await this.#memory.read(tokenHash, async () => {
      const row = await everywhere(async () => await findSession(this.#database, tokenHash))
      return row && { row }
    })
    if (known === undefined) return undefined
    const now = this.#clock.now()
    const isLive = sessionLives(known.row, now) && mayComeIn(known.row, now)
    // What a page asks for by itself is no sign that somebody is still there.
    if (by === 'person' && isLive && minuteOf(known.row.lastSeenAt) !== minuteOf(now)) {
      known.row = { ...known.row, lastSeenAt: now }
      // Waited for, so that whoever reads the session next sees it; that a note was lost must not fail the request.
      await noteSeen(this.#database, known.row, now).catch(() => {})
    }
    return { session: known.row, isLive }
  }

  /** It was ended by this very process, which therefore need not wait to see it. */
  forget (token: string): void {
    this.#memory.forget(hashSecretToken(token))
  }

  forgetAll (): void {
    this.#memory.forgetAll()
  }
}

function minuteOf (instant: string): string {
  return instant.slice(0, 'YYYY-MM-DDTHH:MM'.length)
}
