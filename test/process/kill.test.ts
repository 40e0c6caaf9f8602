import t from 'tap'
import { randomUUID } from 'node:crypto'
import { findRunningPostgres } from '../../src/platform/postgres/embedded.ts'
import { ask, until } from '../platform/embedded-postgres-service.ts'
import { newDataDir, start } from './service.ts'
import type { ListedAction, Running } from './service.ts'

/** What the service acknowledged. */
interface Ledger { readonly changes: ListedAction[], readonly updates: string[] }

const [kills, acknowledgedBeforeAKill, writers] = [2, 150, 8]

/** Changes an action and reports on it, again and again, until the service answers no more. */
async function write (service: Running, ledger: Ledger, { id }: ListedAction): Promise<void> {
  for (;;) {
    const { headers } = await service.ask('GET', `/v1/actions/${id}`)
    const patched = await service.ask('PATCH', `/v1/actions/${id}`, { externalReference: randomUUID() }, { 'if-match': headers.get('etag') ?? '' })
    if (patched.ok) ledger.changes.push(await patched.json() as ListedAction)
    const reported = await service.ask('POST', `/v1/actions/${id}/updates`, { narrative: 'Written under load.' }, { 'idempotency-key': randomUUID() })
    if (reported.ok) ledger.updates.push((await reported.json() as { id: string }).id)
  }
}

async function writeUntilKilled (service: Running, ledger: Ledger): Promise<number | string> {
  const { data } = await service.actions(`limit=${writers}`)
  const enough = ledger.changes.length + ledger.updates.length + acknowledgedBeforeAKill
  const writing = data.map(async (action) => { await write(service, ledger, action).catch(() => {}) }) // its end is the kill
  await until(() => ledger.changes.length + ledger.updates.length >= enough)
  service.child.kill('SIGKILL')
  await Promise.all(writing)
  return await service.ended
}

t.test('a service that is killed under writes loses none that it acknowledged, and each version of an action has one event', async (t) => {
  const [dataDir, ledger] = [newDataDir(t), { changes: [], updates: [] } as Ledger]
  for (let killed = 0; killed < kills; killed++) t.equal(await writeUntilKilled(await start(t, dataDir), ledger), 'SIGKILL')

  const service = await start(t, dataDir)

  const { url } = await findRunningPostgres(dataDir) ?? { url: '' }
  const stored = async (question: string) => new Set(await ask(url, question))
  const told = await stored("select after ->> 'externalReference' from events where type = 'action.updated'")
  t.same(ledger.changes.filter(({ externalReference }) => !told.has(externalReference)), [], 'every change has its event')
  const updates = await stored('select id::text from action_updates')
  t.same(ledger.updates.filter((id) => !updates.has(id)), [], 'every report is there')
  const uneven = await ask(url, "select reference from actions where version <> (select count(*) from events where subject_type = 'action' and subject_id = actions.id)")
  t.same(uneven, [], 'as many events as versions')
  const { data } = await service.actions(`limit=${writers}`)
  t.same(ledger.changes.filter(({ id, version }) => data.every((action) => action.id !== id || action.version < version)), [], 'no version went back')
})
