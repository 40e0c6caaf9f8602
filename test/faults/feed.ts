import { parseArgs } from 'node:util'
import { migrate } from '../../src/platform/database/migrate.ts'
import { startEmbeddedPostgres } from '../../src/platform/postgres/embedded.ts'
import { roles } from '../../src/platform/postgres/secrets.ts'
import { hold, tell } from './bars.ts'
import { consumeUnderFire } from './feed-under-fire.ts'
import { runIn } from './run.ts'
import { setStage } from './webhook-stage.ts'

// What the feed of events promises, on real processes and a database of their own, some minutes long:
//   node test/faults/feed.ts [--kills 100] [--long 5000] [--replays 50]
// 16 writers append events, some in transactions that stay open for seconds; a consumer is killed with -9 again and
// again, and goes on from its stored cursor. Prints promise, figure and bar. The tests have a short form of it.

const { values } = parseArgs({
  options: {
    kills: { type: 'string', default: '100' },
    long: { type: 'string', default: '5000' },
    replays: { type: 'string', default: '50' }
  }
})

await runIn('feed', async (closing, folder) => {
  const postgres = await startEmbeddedPostgres({ dataDir: folder, log: () => {} })
  closing.teardown(postgres.stop)
  await migrate({ ownerUrl: postgres.ownerUrl, runningRole: roles.app })
  const stage = await setStage(closing, folder, postgres)
  const { written, taken, lost, twice, gaps, differentReplays, kills } = await consumeUnderFire(stage, { kills: Number(values.kills), longMs: Number(values.long), replays: Number(values.replays) })
  return [
    tell('events written while the consumer was killed', `${written}, ${kills} times`),
    tell('events that it has', `${taken}`),
    hold('lost', lost, '0', lost === 0),
    hold('taken twice', twice, '0', twice === 0),
    hold('gaps, or out of the order of the seals', gaps, '0', gaps === 0),
    hold(`of ${values.replays} replays from old cursors, not the same`, differentReplays, '0', differentReplays === 0)
  ].every(Boolean)
})
