import t from 'tap'
import { readdirSync, readFileSync } from 'node:fs'
import { generateDrizzleJson, generateMigration } from 'drizzle-kit/api'
import pg from 'pg'
import { migrate } from '../src/platform/database/migrate.ts'
import { asSuperuser, createDatabase, dropDatabase, testCluster } from './support/cluster.ts'
import { cloneTemplate } from './support/template.ts'

// What belongs to no partnership, and what is looked for before it is known which: a token, the next message, what has aged.
const withoutTenant = {
  tables: ['partnerships', 'worker_heartbeats'],
  indexes: [
    'partnerships_pkey', 'partnerships_code', 'worker_heartbeats_pkey', 'api_keys_id', 'calendar_feeds_token', 'reminder_links_token',
    'reminder_messages_to_send', 'idempotency_keys_age', 'sessions_token', 'sign_in_links_token', 'identities_subject'
  ]
}
// What has happened can be read and added to.
const appendOnly = ['events', 'event_seals', 'action_transitions', 'action_updates', 'action_comments', 'evidence_assessments', 'sign_offs']

t.test('the tables of the code are those of the migrations; if not: npx drizzle-kit generate', async (t) => {
  const snapshots = readdirSync('migrations/meta').filter((name) => name.endsWith('_snapshot.json')).sort()
  const latest = JSON.parse(readFileSync(`migrations/meta/${snapshots.at(-1)}`, 'utf8')) as ReturnType<typeof generateDrizzleJson> // drizzle-kit's own file
  const files = readdirSync('src', { recursive: true, encoding: 'utf8' }).filter((path) => /\btables\.ts$/.test(path))
  const modules = await Promise.all(files.map(async (path) => await import(`../src/${path}`) as Record<string, unknown>))

  const now = generateDrizzleJson(Object.assign({}, ...modules), latest.id, undefined, 'snake_case')

  t.strictSame(await generateMigration(latest, now), [])
})

t.test('the migrated schema', async (t) => {
  const database = await cloneTemplate()
  const client = new pg.Client({ connectionString: database.ownerUrl })
  await client.connect()
  t.teardown(async () => {
    await client.end()
    await database.drop()
  })
  const names = async (query: string, ...values: unknown[]): Promise<string[]> =>
    (await client.query<{ name: string }>(query, values)).rows.map(({ name }) => name)

  t.test('says what every table is for, and what null means in every column that may hold it', async (t) => {
    t.strictSame(await names(`select relname as name from pg_class
      where relnamespace = 'public'::regnamespace and relkind = 'r' and obj_description(oid, 'pg_class') is null order by 1`), [])
    t.strictSame(await names(`select relname || '.' || attname as name from pg_class join pg_attribute on attrelid = oid
      where relnamespace = 'public'::regnamespace and relkind = 'r' and attnum > 0 and not attisdropped and not attnotnull
      and col_description(oid, attnum) is null order by 1`), [])
  })

  t.test('leads every key, every reference and every index with the partnership', async (t) => {
    const first = (column: string) => `(select attname from pg_attribute where attrelid = conrelid and attnum = ${column}[1])`
    t.strictSame(await names(`select relname as name from pg_class where relnamespace = 'public'::regnamespace and relkind = 'r' and relname <> all ($1)
      and not exists (select from pg_constraint where conrelid = pg_class.oid and contype = 'p' and ${first('conkey')} = 'partnership_id') order by 1`, withoutTenant.tables), [])
    t.strictSame(await names(`select conname as name from pg_constraint where connamespace = 'public'::regnamespace and contype = 'f'
      and ${first('conkey')} <> 'partnership_id' order by 1`), [])
    t.strictSame(await names(`select index.relname as name from pg_index join pg_class index on index.oid = indexrelid
      where index.relnamespace = 'public'::regnamespace and index.relname <> all ($1)
      and coalesce((select attname from pg_attribute where attrelid = indrelid and attnum = indkey[0]), '') <> 'partnership_id' order by 1`, withoutTenant.indexes), [])
  })

  t.test('belongs to a role that the service does not run as, which cannot alter what has happened', async (t) => {
    const role = decodeURIComponent(new URL(database.url).username)
    t.strictSame(await names(`select relname as name from pg_class join pg_roles owner on owner.oid = relowner where owner.rolname = $1
      union all select proname from pg_proc join pg_roles owner on owner.oid = proowner where owner.rolname = $1`, role), [], 'it owns nothing')
    t.strictSame(await names('select rolname as name from pg_roles where rolname = $1 and (rolsuper or rolbypassrls or rolcreaterole or rolcreatedb)', role), [], 'it has no powers')
    for (const table of appendOnly) {
      t.strictSame(await names(`select privilege as name from unnest(array['UPDATE', 'DELETE', 'TRUNCATE', 'TRIGGER', 'REFERENCES']) privilege
        where has_table_privilege($1, $2, privilege)`, role, table), [], `it can only read ${table} and add to it`)
    }
    t.strictSame(await names(`select relname as name from pg_class where relnamespace = 'public'::regnamespace and relkind = 'r'
      and has_table_privilege($1, oid, 'TRUNCATE')`, role), [], 'it can empty no table')
  })
})

t.test('an owner who lacks a right that the schema needs is told which, in one line', async (t) => {
  const name = `test_owner_${process.pid}`
  await createDatabase(name)
  await asSuperuser(async (client) => { await client.query(`create role ${name} login password 'only-for-tests'; alter database ${name} owner to ${name}`) })
  t.teardown(async () => {
    await dropDatabase(name)
    await asSuperuser(async (client) => { await client.query(`drop role ${name}`) })
  })
  const ownerUrl = Object.assign(new URL((await testCluster()).superUrl), { username: name, password: 'only-for-tests', pathname: `/${name}` }).href

  await t.rejects(migrate({ ownerUrl, runningRole: `${name}_running` }), { name: 'MigrationFault', message: /^The owner of the database lacks a right \(.*permission denied to create role.*createrole\)\.$/ })
})
