import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import pg from 'pg'
import { readConfig } from '../../src/config.ts'
import { addDays } from '../../src/domain/local-date.ts'
import { createPartnership } from '../../src/features/partnerships/commands.ts'
import { createPersonKey } from '../../src/features/people/key-commands.ts'
import { systemCaller } from '../../src/features/system-caller.ts'
import { actAs } from '../../src/features/work.ts'
import { newId } from '../../src/platform/ids.ts'
import type { DatabaseAddresses } from '../../src/platform/postgres/embedded.ts'
import { composeServices } from '../../src/services.ts'
import { inAllPartnerships } from '../support/owner.ts'
import { startReceiver } from '../support/receiver.ts'
import type { Closing, Receiver } from '../support/receiver.ts'

/** What a run of real processes has around it: a database, a partnership with a coordinator's key, a receiver. */
export interface Stage {
  readonly closing: Closing
  readonly dataDir: string
  readonly environment: NodeJS.ProcessEnv
  readonly receiver: Receiver
  /** Asks the database as the owner. */
  ask: <Row>(query: string, values?: readonly unknown[]) => Promise<Row[]>
}

export async function setStage (closing: Closing, dataDir: string, { url, ownerUrl }: DatabaseAddresses): Promise<Stage> {
  const receiver = await startReceiver(closing)
  const environment = {
    DATA_DIR: dataDir, DATABASE_URL: url, DATABASE_OWNER_URL: ownerUrl, SESSION_SECRET: 'only-for-tests-only-for-tests-only',
    WEBHOOK_ALLOW_HOSTS: receiver.host, RATE_LIMIT_PER_MINUTE: '10000000', PARTNERSHIP_LIMIT_PER_MINUTE: '100000000', LOG_LEVEL: 'silent'
  }
  const owner = new pg.Pool({ connectionString: ownerUrl, options: inAllPartnerships, max: 2 })
  // At the end the database may go before the last connection does: pool and connection each tell of it.
  owner.on('error', () => {}).on('connect', (client) => { client.on('error', () => {}) })
  closing.teardown(async () => { await owner.end() })
  writeFileSync(join(dataDir, 'api-key'), await foundPartnership(environment, url), { mode: 0o600 })
  return { closing, dataDir, environment, receiver, ask: async (query, values = []) => (await owner.query(query, [...values])).rows }
}

/** Founds a partnership as the operator does; gives its coordinator's key, which is kept where a service keeps its first one. */
async function foundPartnership (environment: NodeJS.ProcessEnv, databaseUrl: string): Promise<string> {
  const services = composeServices({ config: readConfig(environment), databaseUrl })
  const partnershipId = newId()
  const acting = { by: systemCaller(partnershipId), timeZone: 'Europe/London', requestId: 'run' }
  const coordinator = { name: 'A coordinator', email: 'coordinator@partnership.example' }
  const { token } = await actAs(services, acting, async (work) => {
    const founded = await createPartnership(work, { code: 'run', name: 'A partnership', coordinator })
    return await createPersonKey(work, founded.coordinator.id, 'Key of the run', addDays(work.today, 2))
  }).finally(services.close)
  return token
}
