import { fork } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { mintToken } from '../../src/features/people/token.ts'
import { newId } from '../../src/platform/ids.ts'
import { openServer, seededDatabase, withClient } from './database.ts'
import type { Server } from './database.ts'
import type { Options } from './options.ts'
import { startListening } from './process.ts'
import type { Listening } from './process.ts'
import { admitCoordinator } from './seed.ts'
import { coordinator } from './seeded.ts'
import type { Site } from './site.ts'
import type { Assignment, Turn } from './turn.ts'

export interface StagedSite extends Site {
  readonly service: Listening
  readonly floor: Listening
  /** A superuser's address of its database. */
  readonly superUrl: string
}

/** All that takes part: the database server, a service and a floor for each size, and one load. */
export interface Stage {
  readonly postgresVersion: string
  readonly sites: readonly StagedSite[]
  perform: (assignment: Assignment) => Promise<Turn>
  close: () => Promise<void>
}

export async function openStage (options: Options, tell: (line: string) => void): Promise<Stage> {
  const logs = mkdtempSync(join(tmpdir(), 'follow-through-bench-logs-'))
  const server = await openServer(options)
  const load = startLoad()
  const sites: StagedSite[] = []
  const close = async () => {
    load.stop()
    await Promise.all(sites.flatMap(({ service, floor }) => [service.stop(), floor.stop()]))
    await server.close()
    rmSync(logs, { recursive: true, force: true })
  }
  try {
    for (const size of options.sizes) {
      const started = performance.now()
      sites.push(await openSite(server, size, logs))
      tell(`${size} actions are there, after ${Math.round((performance.now() - started) / 1_000)} s`)
    }
  } catch (error) {
    await close()
    throw error
  }
  return { postgresVersion: server.version, sites, perform: load.perform, close }
}

async function openSite (server: Server, size: number, logs: string): Promise<StagedSite> {
  const database = await seededDatabase(server, size)
  const id = newId()
  const { token, ...key } = mintToken(id)
  await withClient(server.superUrl(database), async (client) => { await admitCoordinator(client, coordinator, { id, ...key }) })
  const service = await startListening('src/server.ts', {
    DATABASE_URL: server.appUrl(database),
    DATABASE_OWNER_URL: server.ownerUrl(database),
    SESSION_SECRET: 'only-for-the-benchmark-only-for-it',
    DATA_DIR: logs,
    RATE_LIMIT_PER_MINUTE: '10000000', // counted all the same
    PARTNERSHIP_LIMIT_PER_MINUTE: '100000000'
  }, join(logs, `service-${size}.log`), '/readyz')
  const floor = await startListening('test/bench/floor.ts', { FLOOR_DATABASE_URL: server.appUrl(database) }, join(logs, `floor-${size}.log`), '/')
  return { size, token, servicePort: service.port, floorPort: floor.port, forms: {}, service, floor, superUrl: server.superUrl(database) }
}

function startLoad (): { perform: Stage['perform'], stop: () => void } {
  const child = fork(new URL('load.ts', import.meta.url), { execArgv: [] })
  const ended = once(child, 'exit').then(() => { throw new Error('The load has ended; its last words are above.') })
  ended.catch(() => {}) // met by whoever waits for an answer then
  return {
    perform: async (assignment) => {
      const answered = once(child, 'message').then(([turn]) => turn as Turn) // load.ts sends nothing else
      child.send(assignment)
      return await Promise.race([answered, ended])
    },
    stop: () => { child.kill() }
  }
}
