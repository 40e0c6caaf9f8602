import type { Config } from './config.ts'
import { Accesses } from './features/events/accesses.ts'
import { authenticator } from './features/people/authentication.ts'
import type { Authenticate } from './features/people/authentication.ts'
import type { Holder } from './features/people/holder.ts'
import { KeptReports } from './features/reports/kept-report.ts'
import { accessTokenAuthenticator, isAccessToken } from './features/sessions/access-tokens.ts'
import { SessionDoor } from './features/sessions/door.ts'
import type { KnownPerson } from './features/sessions/identity-queries.ts'
import { BriefMemory } from './platform/brief-memory.ts'
import { systemClock } from './platform/clock.ts'
import type { Clock } from './platform/clock.ts'
import { openDatabase } from './platform/database/database.ts'
import type { Database } from './platform/database/database.ts'
import { openFileStore } from './platform/files/store.ts'
import type { FileStore } from './platform/files/store.ts'
import { Cursors } from './platform/http/cursor.ts'
import { Places } from './platform/http/places.ts'
import { SecretBox } from './platform/secret-box.ts'
import { Provider } from './platform/openid/provider.ts'
import { openMailer } from './platform/mail/mailer.ts'
import type { Mailer } from './platform/mail/mailer.ts'
import { clamdScanner } from './platform/scan/clamd.ts'
import type { Scanner } from './platform/scan/scanner.ts'

/** All that the features are given; put together here, by hand, and nowhere else. */
export interface Services {
  readonly config: Config
  readonly clock: Clock
  readonly database: Database
  readonly cursors: Cursors
  readonly exports: Places
  /** Of plans that are imported. */
  readonly readings: Places
  readonly files: FileStore
  /** Undefined when there is none: files are then marked as not scanned. */
  readonly scanner: Scanner | undefined
  readonly mailer: Mailer
  readonly secrets: SecretBox
  readonly authenticate: Authenticate
  readonly sessions: SessionDoor
  /** After a change of who may come in, or of their clocks: what this process remembers of callers is looked up again, at once and not within a second. */
  forgetCallers: () => void
  /** Where people sign in, in the order of the configuration. */
  readonly providers: readonly Provider[]
  readonly reports: KeptReports
  readonly accesses: Accesses
  /** How late the event loop may be, in milliseconds, before requests are refused. */
  readonly mostDelayMs: number
  /** False while starting and from the stop signal on: no new requests should come. */
  isReady: () => boolean
  setReady: (ready: 'ready' | 'not ready') => void
  close: () => Promise<void>
}

export interface Foundations {
  readonly config: Config
  readonly databaseUrl: string
  /** Role that the sessions take on, when the login owns the tables. */
  readonly sessionRole?: string | undefined
  readonly clock?: Clock
  readonly connectionWaitMs?: number
  readonly mostDelayMs?: number
  readonly onDatabaseError?: (error: Error) => void
}

// Two cores keep about this many connections busy; more only queue inside PostgreSQL.
const connectionsPerProcess = 10

export function composeServices ({ config, databaseUrl, sessionRole, connectionWaitMs = 1_000, mostDelayMs = 500, clock = systemClock, onDatabaseError = () => {} }: Foundations): Services {
  const database = openDatabase({ url: databaseUrl, role: sessionRole, connectionWaitMs, connections: connectionsPerProcess, onError: onDatabaseError })
  const accesses = new Accesses({ clock, database })
  const providers = config.providers.map((settings) => new Provider(settings))
  const [holders, identities, sessions] = [new BriefMemory<Holder | undefined>(), new BriefMemory<KnownPerson[]>(), new SessionDoor(database, clock)]
  const [keys, tokens] = [authenticator(database, clock, holders), accessTokenAuthenticator(providers, database, clock, identities)]
  let ready = false
  return {
    config,
    clock,
    database,
    cursors: new Cursors(config.sessionSecret),
    // So many that a dashboard and two people may; each takes a connection of the database now and then (RELIABILITY X-20).
    exports: new Places(3, 'exports'),
    readings: new Places(1, 'readings of a plan'),
    files: openFileStore(config),
    scanner: config.clamdUrl === undefined ? undefined : clamdScanner(config.clamdUrl),
    mailer: openMailer(config),
    secrets: new SecretBox(config.secretsKey),
    authenticate: async (token, partnership) => await (isAccessToken(token) ? tokens : keys)(token, partnership),
    providers,
    sessions,
    forgetCallers: () => { for (const memory of [holders, identities, sessions]) memory.forgetAll() },
    reports: new KeptReports({ config, clock, database }),
    accesses,
    mostDelayMs,
    isReady: () => ready,
    setReady: (state) => { ready = state === 'ready' },
    close: async () => {
      await accesses.close()
      await database.close()
    }
  }
}
