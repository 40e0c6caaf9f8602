import t from 'tap'
import { appendFileSync, existsSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { answer } from '../../src/cli/answer.ts'
import { dataFolder } from '../support/data-folder.ts'
import { until } from '../support/until.ts'
import { newDataDir, start, usedDataDir } from './service.ts'
import { keepWriting, updatesOf } from './updates.ts'

const dataDir = await usedDataDir(t)
const service = await start(t, dataDir)
const elsewhere = dataFolder(t)
const backedUp = join(elsewhere, 'a backup')
const backUp = async () => await answer(['backup', '--into', backedUp], { DATA_DIR: dataDir })
const restore = async (into: string) => await answer(['restore', '--from', backedUp, '--into', into], { DATA_DIR: dataDir })

t.test('a backup made while the service writes holds all that was acknowledged before, and is restored elsewhere', async (t) => {
  const { data: [action] } = await service.actions('status=in_progress&limit=1')
  const evidence = await (await service.ask('POST', `/v1/actions/${action?.id}/evidence`, { kind: 'output', title: 'The form', effectiveOn: '2026-01-02', statement: 'It is in use.' })).json() as { id: string }
  const writing = keepWriting(service, String(action?.id))
  await until(() => writing.acknowledged.length > 20)
  t.match(await backUp(), { code: 0, out: /holds the state of .* files/ })
  const { beganAt, endedAt } = JSON.parse(readFileSync(join(backedUp, 'manifest.json'), 'utf8')) as { beganAt: string, endedAt: string }
  await until(() => writing.acknowledged.some(({ at }) => at > Date.parse(endedAt)))
  await writing.stop()
  const other = newDataDir(t)
  t.match(await restore(other), { code: 0, out: /is at the state of .*: \d+ actions, \d+ events/ })

  t.ok(writing.acknowledged.some(({ at }) => at > Date.parse(beganAt) && at < Date.parse(endedAt)), 'it was written to meanwhile')
  const restored = await start(t, other)
  const found = await updatesOf(restored, String(action?.id))
  t.strictSame(writing.acknowledged.filter(({ id, at }) => at < Date.parse(endedAt) && !found.has(id)), [])
  t.equal((await restored.ask('GET', `/v1/evidence/${evidence.id}`)).status, 200)
  t.equal((await restored.ask('POST', `/v1/actions/${action?.id}/updates`, { narrative: 'And it goes on.' })).status, 201)
})

t.test('a backup is not made inside of what it copies', async (t) => {
  t.match(await answer(['backup', '--into', join(dataDir, 'backups', 'tonight')], { DATA_DIR: dataDir }), { code: 1, err: /is inside the data folder/ })
  t.notOk(existsSync(join(dataDir, 'backups')))
})

t.test('nothing that is there is written over', async (t) => {
  t.match(await backUp(), { code: 1, err: /is there already/ })
  t.match(await answer(['backup'], { DATA_DIR: dataDir }), { code: 2, err: /needs --into/ })
  t.match(await restore(dataDir), { code: 1, err: /is not empty/ })
  t.ok(readFileSync(join(dataDir, 'postgres', 'PG_VERSION')))
})

t.test('a backup that is not whole, or was altered, is refused and leaves nothing', async (t) => {
  const into = join(elsewhere, 'new')
  const file = readdirSync(join(backedUp, 'postgres', 'global')).find((name) => /^\d+$/.test(name)) ?? ''
  appendFileSync(join(backedUp, 'postgres', 'global', file), 'x')

  t.match(await restore(into), { code: 1, err: /^The backup is damaged: postgres\/global\/\d+ is not what was copied\.\n$/ })
  t.notOk(existsSync(into))
  rmSync(join(backedUp, 'manifest.json'))
  t.match(await restore(into), { code: 1, err: /is no whole backup: it has no manifest\.json\.\n$/ })
})

t.test('of a database that is not its own, it says whose business that is', async (t) => {
  const given = { DATABASE_URL: 'postgres://app@127.0.0.1:1/x', SESSION_SECRET: 'only-for-tests-only-for-tests-only', DATA_DIR: dataDir }
  t.match(await answer(['backup', '--into', join(elsewhere, 'x')], given), { code: 1, err: /pg_basebackup/ })
})
