import { parseArgs } from 'node:util'
import { migrate } from '../../src/platform/database/migrate.ts'
import { startEmbeddedPostgres } from '../../src/platform/postgres/embedded.ts'
import { roles } from '../../src/platform/postgres/secrets.ts'
import { hold, tell } from './bars.ts'
import { runIn } from './run.ts'
import { besideADeadOne } from './webhooks-beside-a-dead-one.ts'
import { setStage } from './webhook-stage.ts'
import { tellUnderFire } from './webhooks-under-fire.ts'

// What webhooks promise, on real processes and a database of their own, some minutes long:
//   node test/faults/webhooks.ts [--events 10000] [--services 3] [--kills 12] [--queued 10000]
// Prints promise, figure and bar; fails where a bar is not met. The tests have a short form of the first part.

const { values } = parseArgs({
  options: {
    events: { type: 'string', default: '10000' },
    services: { type: 'string', default: '3' },
    kills: { type: 'string', default: '12' },
    queued: { type: 'string', default: '10000' }
  }
})
await runIn('webhooks', async (closing, folder) => {
  const postgres = await startEmbeddedPostgres({ dataDir: folder, log: () => {} })
  closing.teardown(postgres.stop)
  await migrate({ ownerUrl: postgres.ownerUrl, runningRole: roles.app })
  const stage = await setStage(closing, folder, postgres)
  const fire = await tellUnderFire(stage, { events: Number(values.events), services: Number(values.services), kills: Number(values.kills) })
  const beside = await besideADeadOne(stage, Number(values.queued))
  return [
    hold('told, of so many events', fire.told.size, values.events, fire.told.size === Number(values.events)),
    hold('lost', fire.lost, '0', fire.lost === 0),
    hold('bad signatures (reference library)', fire.badSignatures, '0', fire.badSignatures === 0),
    hold('events under two ids, or ids of two events', fire.confused, '0', fire.confused === 0),
    hold('redirects followed', fire.redirectsFollowed, '0', fire.redirectsFollowed === 0),
    tell('attempts', `${fire.attempts}, of which ${fire.failed} failed (${Math.round(100 * fire.failed / fire.attempts)} %)`),
    tell('services killed, and time', `${fire.kills}, ${fire.seconds} s`),
    tell('ms from change to arrival, by itself', `${beside.alone} (median)`),
    hold(`the same beside a dead one with ${values.queued} queued`, beside.accompanied, 'a quarter more at most', beside.accompanied <= beside.alone * 1.25),
    tell('arrivals at the dead one meanwhile', `${beside.atTheDeadOne}`),
    hold('MiB that the service grew by meanwhile', beside.grownMebibytes, '32 at most', beside.grownMebibytes <= 32)
  ].every(Boolean)
})
