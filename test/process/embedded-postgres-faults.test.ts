import t from 'tap'
import { once } from 'node:events'
import { mkdirSync, readdirSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { clusterFolder } from '../../src/platform/postgres/cluster.ts'
import { dataFolder, postmasterOf } from '../support/data-folder.ts'
import { folderWithCluster } from '../support/prepared-folder.ts'
import { until } from '../support/until.ts'
import { ask, logged, spawnService, start } from './embedded-postgres-service.ts'

t.test('a killed service loses nothing: the next start takes over the database it left running', async (t) => {
  const dataDir = await folderWithCluster(t)
  const first = await start(t, dataDir)
  await ask(first.ownerUrl, 'create table kept as select 7 as number')
  const before = postmasterOf(dataDir)

  await first.kill()
  const second = await start(t, dataDir)

  t.same(await ask(second.ownerUrl, 'select number from kept'), [7])
  t.equal(postmasterOf(dataDir), before, 'the same server')
  t.match(logged(second), ['Took over the PostgreSQL that an earlier service left running'])
})

t.test('a database that was left running and does not answer is stopped and started again', async (t) => {
  const dataDir = await folderWithCluster(t)
  const first = await start(t, dataDir)
  await ask(first.ownerUrl, 'create table kept as select 7 as number')
  const before = postmasterOf(dataDir)
  await first.kill()
  process.kill(before, 'SIGSTOP')

  const second = await start(t, dataDir)

  t.same(await ask(second.ownerUrl, 'select number from kept'), [7])
  t.not(postmasterOf(dataDir), before, 'another server')
  t.match(logged(second), ['The PostgreSQL that an earlier service left running does not answer; starting it again'])
})

t.test('a second service on the same data folder is refused, and told which process has it', async (t) => {
  const dataDir = await folderWithCluster(t)
  const first = await start(t, dataDir)

  const second = await start(t, dataDir)

  t.equal(second.refused, `Another Follow-through service (process ${first.process.pid}) already uses the data folder ${dataDir}: stop it first, or give this one a folder of its own with DATA_DIR.`)
  t.match(second.lines, [{ name: 'EmbeddedPostgresError' }])
  t.same(await ask(first.url, 'select 1'), [1], 'the first goes on')
})

t.test('of four services that start at once after a crash exactly one gets the data folder', async (t) => {
  const dataDir = await folderWithCluster(t)
  await (await start(t, dataDir)).kill()

  const four = await Promise.all(Array.from({ length: 4 }, async () => await start(t, dataDir)))

  t.equal(four.filter(({ url }) => url !== '').length, 1)
  t.equal(four.filter(({ refused }) => refused.includes('already uses the data folder')).length, 3)
})

t.test('a PID that a crash left behind and that another program has now does not stop the start', async (t) => {
  const dataDir = await folderWithCluster(t)
  await (await start(t, dataDir)).stop()
  const pidFile = join(clusterFolder(dataDir), 'postmaster.pid')
  writeFileSync(pidFile, `${process.pid}\n${clusterFolder(dataDir)}\n1700000000\n5432\n\n127.0.0.1\n  1234  5678\nready   \n`)

  const second = await start(t, dataDir)

  t.same(await ask(second.url, 'select 1'), [1])
})

t.test('when another program has taken its port the database moves to a free one', async (t) => {
  const dataDir = await folderWithCluster(t)
  const first = await start(t, dataDir)
  await first.stop()
  const other = createServer().listen(Number(new URL(first.url).port), '127.0.0.1')
  await once(other, 'listening')
  t.teardown(() => { other.close() })

  const second = await start(t, dataDir)

  t.not(new URL(second.url).port, new URL(first.url).port)
  t.same(await ask(second.url, 'select 1'), [1])
})

t.test('a database that dies under its service is started again at the same address', async (t) => {
  const dataDir = await folderWithCluster(t)
  const { url, ownerUrl } = await start(t, dataDir)
  await ask(ownerUrl, 'create table kept as select 7 as number')
  const before = postmasterOf(dataDir)

  process.kill(before, 'SIGKILL')

  await until(async () => await ask(url, 'select 1').then(() => postmasterOf(dataDir) !== before, () => false))
  t.same(await ask(ownerUrl, 'select number from kept'), [7])
})

t.test('a start that is killed while it makes the database leaves nothing that stops the next', async (t) => {
  const dataDir = dataFolder(t)
  const { child, ended } = spawnService(dataDir)
  await until(() => readdirSync(dataDir).some((name) => name.startsWith('postgres.new-')))
  child.kill('SIGKILL')
  await ended

  const { url } = await start(t, dataDir)

  t.same(await ask(url, 'select 1'), [1])
})

t.test('passwords that are gone are asked for in one line', async (t) => {
  const dataDir = dataFolder(t)
  mkdirSync(join(dataDir, 'postgres'))
  writeFileSync(join(dataDir, 'postgres', 'PG_VERSION'), '18')

  const { refused } = await start(t, dataDir)

  t.equal(refused, `${dataDir}/postgres.json is missing; it holds the passwords of the database beside it: put it back from your copy of the folder.`)
})
