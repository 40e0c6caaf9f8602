import pg from 'pg'

/** The last migration of the job queue's own schema that this version of its package brings (test/platform/jobs-schema.test.ts). */
export const lastJobMigration = 20

/** Brings the job queue's own schema up to date, as the owner of the tables; the package is loaded only when there is something to do. */
export async function migrateJobs (client: pg.Client, ownerUrl: string): Promise<void> {
  if (await appliedJobMigration(client) >= lastJobMigration) return
  const { runMigrations, Logger } = await import('graphile-worker')
  const pool = new pg.Pool({ connectionString: ownerUrl, max: 1 })
  // The package insists on both listeners; a lost connection fails the statement under way.
  pool.on('error', () => {}).on('connect', (connected) => { connected.on('error', () => {}) })
  await runMigrations({ pgPool: pool, logger: new Logger(() => () => {}) }).finally(async () => { await pool.end() })
}

async function appliedJobMigration (client: pg.Client): Promise<number> {
  const { rows: [exists] } = await client.query<{ known: string | null }>("select to_regclass('graphile_worker.migrations') as known")
  if (exists?.known == null) return 0
  const { rows: [row] } = await client.query<{ last: number | null }>('select max(id) as last from graphile_worker.migrations')
  return row?.last ?? 0
}
