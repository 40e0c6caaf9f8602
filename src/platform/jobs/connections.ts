import pg from 'pg'

/** Where the jobs are, and as whom they are worked. Sessions, not a transaction pooler: jobs are announced and workers known by what a session holds. */
export interface JobDatabase {
  readonly url: string
  /** Role that the sessions take on, when the login owns the tables. */
  readonly role?: string | undefined
}

const statementTimeoutMs = 30_000
const lockTimeoutMs = 5_000

/** The job library's own connections: it reads times as the driver gives them by itself. */
export function openJobPool ({ url, role }: JobDatabase, connections: number, onError: (error: Error) => void): pg.Pool {
  const pool = new pg.Pool({
    ...connectionTo(url),
    max: connections,
    onConnect: async (client: pg.ClientBase) => { await takeOn(client, role) }
  } as pg.PoolConfig) // `onConnect` is newer than the published types
  pool.on('error', onError)
  pool.on('connect', (client) => { client.on('error', () => {}) }) // also fails the question under way
  return pool
}

/** One connection that lives as long as its worker does. */
export async function connectToJobs ({ url, role }: JobDatabase): Promise<pg.Client> {
  const client = new pg.Client(connectionTo(url))
  client.on('error', () => {}) // the next question tells
  await client.connect().catch(async (error: unknown) => {
    await client.end().catch(() => {})
    throw error
  })
  await takeOn(client, role)
  return client
}

function connectionTo (url: string): pg.ClientConfig {
  return {
    connectionString: url,
    connectionTimeoutMillis: 5_000,
    keepAlive: true,
    query_timeout: statementTimeoutMs + 2_000,
    application_name: 'follow-through jobs'
  }
}

// Not told with the connection's first words, which a pooler would not let pass.
async function takeOn (client: pg.ClientBase, role: string | undefined): Promise<void> {
  await client.query("select set_config('statement_timeout', $1, false), set_config('lock_timeout', $2, false)", [String(statementTimeoutMs), String(lockTimeoutMs)])
  if (role !== undefined) await client.query(`set role ${client.escapeIdentifier(role)}`)
}
