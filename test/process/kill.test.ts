import t from 'tap'
import { findRunningPostgres } from '../../src/platform/postgres/embedded.ts'
import { ask } from './embedded-postgres-service.ts'
import { until } from '../support/until.ts'
import { start, usedDataDir } from './service.ts'
import type { Running } from './service.ts'
import { acknowledged, emptyLedger, lossesOf, noLosses, writeUntilItEnds } from './written.ts'
import type { Ledger } from './written.ts'

const [kills, acknowledgedBeforeAKill, writers] = [2, 150, 8]

async function writeUntilKilled (service: Running, ledger: Ledger): Promise<number | string> {
  const enough = acknowledged(ledger) + acknowledgedBeforeAKill
  const writing = writeUntilItEnds(service, ledger, writers)
  await until(() => acknowledged(ledger) >= enough)
  service.child.kill('SIGKILL')
  await writing
  return await service.ended
}

// The long form of it, with the database killed as well: node test/faults/durability.ts
t.test('a service that is killed under writes loses none that it acknowledged, and each version of an action has one event', async (t) => {
  const [dataDir, ledger] = [await usedDataDir(t), emptyLedger()]
  for (let killed = 0; killed < kills; killed++) t.equal(await writeUntilKilled(await start(t, dataDir), ledger), 'SIGKILL')

  await start(t, dataDir)

  const { url } = await findRunningPostgres(dataDir) ?? { url: '' }
  t.same(await lossesOf(ledger, async (question) => await ask(url, question) as string[]), noLosses)
})
