import pg from 'pg'
import type { SQL } from 'drizzle-orm'
import type { ClientBase, Pool, PoolConfig } from 'pg'
import { render } from './render.ts'
import type { Statement } from './render.ts'
import { shareConnections } from './shared-connections.ts'

/** Whatever can be asked a question: the pool, or one transaction. */
export interface Queryable {
  rows: <Row>(query: SQL | Statement) => Promise<Row[]>
}

/** The pool, and questions that need no transaction. */
export interface Database extends Queryable {
  readonly pool: Pool
  /** For short questions, of which there are many at once: they share a few of the pool's connections. */
  readonly shared: Queryable
  close: () => Promise<void>
}

export interface DatabaseOptions {
  readonly url: string
  /** Most connections of this process's pool. */
  readonly connections: number
  /** Longest that one statement may run, in milliseconds. */
  readonly statementTimeoutMs?: number
  /** Longest to wait for a connection, in milliseconds, before the caller is told 503; 1,000 unless said otherwise (API.md, Limits). */
  readonly connectionWaitMs?: number
  /** Longest that a transaction may stay open, in milliseconds; the feed's horizon depends on it. */
  readonly transactionTimeoutMs?: number
  /** Role that every session takes on after logging in, when the login itself owns the tables. */
  readonly role?: string | undefined
  readonly onError?: (error: Error) => void
}

/** Opens the pool. Nothing is connected until the first question. */
export function openDatabase (options: DatabaseOptions): Database {
  const pool = new pg.Pool(poolConfig(options))
  pool.on('error', (error) => { if (!pool.ending) options.onError?.(error) }) // once it is being closed, the server may be gone before the last connection is
  // A connection changes hands between two messages of the server; should the second be its end, somebody must listen (M3).
  pool.on('connect', (client) => { client.on('error', () => {}) })
  const askAlone = shareConnections(pool, Infinity)
  const askShared = shareConnections(pool, Math.ceil(options.connections * sharedPart))
  return {
    pool,
    shared: { rows: async <Row>(query: SQL | Statement): Promise<Row[]> => (await askShared(render(query))).rows },
    rows: async <Row>(query: SQL | Statement): Promise<Row[]> => (await askAlone(render(query))).rows,
    close: async () => { await pool.end() }
  }
}

// So few keep PostgreSQL's side busy; the others are for transactions and for questions that take their time.
const sharedPart = 0.4

function poolConfig (options: DatabaseOptions): PoolConfig {
  const statementTimeoutMs = options.statementTimeoutMs ?? 5_000
  return {
    connectionString: options.url,
    max: options.connections,
    connectionTimeoutMillis: options.connectionWaitMs ?? 1_000,
    idleTimeoutMillis: 60_000,
    maxLifetimeSeconds: 1_800,
    keepAlive: true,
    keepAliveInitialDelayMillis: 10_000,
    // The last resort for a half-open connection: it always destroys the client (RELIABILITY M1, M18).
    query_timeout: statementTimeoutMs + 2_000,
    pipeline: true,
    types: { getTypeParser: parserFor },
    onConnect: async (client: ClientBase) => { await settle(client, statementTimeoutMs, options) }
  } as PoolConfig // `pipeline` and `onConnect` are newer than the published types
}

async function settle (client: ClientBase, statementTimeoutMs: number, options: DatabaseOptions): Promise<void> {
  // transaction_timeout is new in PostgreSQL 17: set where it exists, in the same round trip.
  await client.query({
    text: `select set_config(name, value, false) from (values
      ('timezone', 'UTC'), ('datestyle', 'ISO'), ('statement_timeout', $1), ('lock_timeout', '2000'),
      ('idle_in_transaction_session_timeout', '10000'), ('transaction_timeout', $2), ('jit', 'off')) as wanted (name, value)
      where current_setting(name, true) is not null`,
    values: [String(statementTimeoutMs), String(options.transactionTimeoutMs ?? 15_000)]
  })
  if (options.role !== undefined) await client.query(`set role ${client.escapeIdentifier(options.role)}`)
}

const oid = { int8: 20, date: 1082, numeric: 1700, timestamptz: 1184, timestamptzArray: 1185, dateArray: 1182, textArray: 1009 }

/** Days stay the text they are (RELIABILITY M15); instants become RFC 3339 in UTC; counts become numbers. */
function parserFor (type: number, format?: 'text' | 'binary'): (text: string) => unknown {
  switch (type) {
    case oid.int8: return Number
    case oid.numeric: return Number
    case oid.date: return (text) => text
    case oid.timestamptz: return instantOf
    case oid.dateArray: return textsOf
    case oid.timestamptzArray: return (text) => textsOf(text).map((element) => element === null ? null : instantOf(element))
    default: return pg.types.getTypeParser(type, format === 'binary' ? 'binary' : 'text') as (text: string) => unknown
  }
}

// '2026-03-02 09:00:00.123456+00' (the session's zone is UTC) → '2026-03-02T09:00:00.123Z'
export function instantOf (text: string): string {
  const seconds = text.slice(0, 10) + 'T' + text.slice(11, 19)
  const fraction = text[19] === '.' ? text.slice(20, text.length - 3) : ''
  return `${seconds}.${fraction.padEnd(3, '0').slice(0, 3)}Z`
}

function textsOf (text: string): Array<string | null> {
  return pg.types.getTypeParser(oid.textArray)(text)
}
