import { createHash, randomUUID } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import type { ClientBase } from 'pg'
import { migrate } from '../../src/platform/database/migrate.ts'
import { roles } from '../../src/platform/postgres/secrets.ts'
import { asSuperuser, createDatabase, dropDatabase, testCluster } from './cluster.ts'

export interface ClonedDatabase {
  readonly name: string
  /** As the service sees it: the running role, which owns nothing. */
  readonly url: string
  readonly ownerUrl: string
  drop: () => Promise<void>
}

/** A migrated database for one test file: a copy of the template costs some 50 ms, replaying the migrations several times that. */
export async function cloneTemplate (): Promise<ClonedDatabase> {
  made ??= ensureTemplate()
  const template = await made
  const name = `test_${randomUUID().replaceAll('-', '')}`
  await createDatabase(name, { template })
  const cluster = await testCluster()
  return { name, url: cluster.appUrl(name), ownerUrl: cluster.ownerUrl(name), drop: async () => { await dropDatabase(name) } }
}

let made: Promise<string> | undefined

const lock = 7_317_203

/** Made once for each state of the migrations, by whichever test file comes first. */
async function ensureTemplate (): Promise<string> {
  const template = `template_${hashOfMigrations()}`
  await asSuperuser(async (client) => {
    await client.query('select pg_advisory_lock($1)', [lock])
    if (!await exists(client, template)) await makeTemplate(client, template)
    await client.query('select pg_advisory_unlock($1)', [lock])
  })
  return template
}

async function makeTemplate (client: ClientBase, template: string): Promise<void> {
  const unfinished = `test_unfinished_${template}`
  await dropDatabase(unfinished)
  await createDatabase(unfinished)
  await migrate({ ownerUrl: (await testCluster()).ownerUrl(unfinished), runningRole: roles.app })
  await client.query(`alter database ${unfinished} rename to ${template}`)
  await client.query(`alter database ${template} is_template true allow_connections false`)
}

async function exists (client: ClientBase, database: string): Promise<boolean> {
  const { rowCount } = await client.query('select from pg_database where datname = $1', [database])
  return rowCount !== 0
}

function hashOfMigrations (): string {
  const folder = new URL('../../migrations/', import.meta.url)
  const hash = createHash('sha256')
  for (const beside of ['grants.ts', 'row-security.ts']) hash.update(readFileSync(new URL(`../../src/platform/database/${beside}`, import.meta.url)))
  for (const name of readdirSync(folder).filter((file) => file.endsWith('.sql')).sort()) hash.update(readFileSync(new URL(name, folder)))
  return hash.digest('hex').slice(0, 16)
}
