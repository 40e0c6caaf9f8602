import t from 'tap'
import { once } from 'node:events'
import { mkdirSync, readFileSync, statSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { clusterFolder } from '../../src/platform/postgres/cluster.ts'
import { findRunningPostgres } from '../../src/platform/postgres/embedded.ts'
import { dataFolder, postmasterOf } from '../support/data-folder.ts'
import { folderWithCluster } from '../support/prepared-folder.ts'
import { ask, start } from './embedded-postgres-service.ts'

const sharedFolder = await folderWithCluster(t)
const shared = await start(t, sharedFolder)

t.test('a stop ends the database and frees the data folder, and a start afterwards finds what was there', async (t) => {
  const dataDir = await folderWithCluster(t)
  const first = await start(t, dataDir)
  await ask(first.ownerUrl, 'create table kept as select 7 as number')

  await first.stop()

  t.equal(postmasterOf(dataDir), 0)
  t.match(readFileSync(join(dataDir, 'postgres.log'), 'utf8'), 'database system is shut down', 'in order')
  const second = await start(t, dataDir)
  t.same(await ask(second.ownerUrl, 'select number from kept'), [7])
  t.equal(second.url, first.url, 'at the same address')
})

t.test('Ctrl-C reaches the service and not its database, which answers until the service stops it', async (t) => {
  const dataDir = await folderWithCluster(t)
  const { process: child, lines } = await start(t, dataDir)

  process.kill(-(child.pid ?? 0), 'SIGINT') // the whole process group, as a terminal does
  await once(child, 'close')

  t.match(lines.at(-1), { answer: 1 })
  t.equal(postmasterOf(dataDir), 0, 'stopped afterwards')
})

t.test('blanks, foreign letters, a private folder and a foreign environment do no harm', async (t) => {
  const dataDir = join(dataFolder(t), 'Áine’s private folder', 'données é')
  mkdirSync(dirname(dataDir), { mode: 0o700 })

  const { url, stop } = await start(t, dataDir, { LC_ALL: 'tr_TR.UTF-8', LANG: 'de_DE', PGDATA: '/nowhere', PGPORT: '1', PGSSLMODE: 'require', TZ: 'Asia/Tokyo' })

  t.same(await ask(url, "select current_setting('TimeZone'), current_setting('lc_messages'), current_setting('server_encoding'), lower('É')"), ['UTC', 'C.UTF-8', 'UTF8', 'é'])
  await stop()
})

t.test('the service runs with a role that owns nothing, migrations with one that is no superuser', async (t) => {
  const { url, ownerUrl } = shared
  const rights = 'select rolname, rolsuper, rolbypassrls, rolcreaterole, rolcreatedb, rolreplication from pg_roles where rolname = current_user'

  t.same(await ask(url, rights), ['follow_through_app', false, false, false, false, false])
  t.same(await ask(ownerUrl, rights), ['follow_through_owner', false, false, false, false, false])
  t.same(await ask(url, 'select datname, datdba::regrole::text from pg_database where datname = current_database()'), ['follow_through', 'follow_through_owner'])
  await t.rejects(ask(url, 'create table mine ()'), { code: '42501' })
  await t.rejects(ask(ownerUrl.replace(/:[0-9a-f]{64}@/, ':wrong@'), 'select 1'), { code: '28P01' })
})

t.test('what an acknowledged write needs is switched on, and only this machine is listened to', async (t) => {
  const { url } = shared
  const settings = ['synchronous_commit', 'full_page_writes', 'data_checksums', 'listen_addresses', 'password_encryption']

  t.same(await ask(url, `select ${settings.map((name) => `current_setting('${name}')`).join()}`), ['on', 'on', 'on', '127.0.0.1', 'scram-sha-256'])
  t.equal(statSync(clusterFolder(sharedFolder)).mode & 0o777, 0o700)
  for (const file of ['postgres.json', 'postgres.log', 'service.lock']) t.equal(statSync(join(sharedFolder, file)).mode & 0o777, 0o600, file)
})

t.test('what people write is not in the log of the database, even when a statement fails', async (t) => {
  const { ownerUrl } = shared
  await ask(ownerUrl, 'create table people (email text primary key)')
  const twice = "insert into people values ('jane@example.org')"
  await ask(ownerUrl, twice)

  await t.rejects(ask(ownerUrl, twice), { code: '23505' })

  t.notMatch(readFileSync(join(sharedFolder, 'postgres.log'), 'utf8'), 'jane@example.org')
})

t.test('a command beside the service finds its database while it runs, and only then', async (t) => {
  const dataDir = await folderWithCluster(t)
  t.equal(await findRunningPostgres(dataDir), undefined)

  const service = await start(t, dataDir)
  t.same(await findRunningPostgres(dataDir), { url: service.url, ownerUrl: service.ownerUrl })

  await service.stop()
  t.equal(await findRunningPostgres(dataDir), undefined)
})
