import type { Test } from 'tap'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { sql } from '../../src/platform/database/drizzle.ts'
import { buildApp } from '../../src/app.ts'
import { readConfig } from '../../src/config.ts'
import { makeLogger } from '../../src/platform/log.ts'
import { composeServices } from '../../src/services.ts'
import type { Services } from '../../src/services.ts'
import { client } from './client.ts'
import type { Client } from './client.ts'
import { patient } from './patient.ts'
import { cloneTemplate } from './template.ts'

export interface NewService { readonly services: Services, readonly dataDir: string, key: () => string, count: (table: string) => Promise<number> }

/** A service on a new database that it takes for its own; Monday 2 March 2026, 09:00 UTC. */
export async function newService (t: Test, environment: NodeJS.ProcessEnv = {}): Promise<NewService> {
  const [database, dataDir] = [await cloneTemplate(), t.testdir()]
  const config = readConfig({ DATA_DIR: dataDir, ...environment })
  const services = composeServices({ config, databaseUrl: database.url, ...patient, clock: { now: () => '2026-03-02T09:00:00.000Z' } })
  t.teardown(async () => {
    await services.close()
    await database.drop()
  })
  const key = () => readFileSync(join(dataDir, 'api-key'), 'utf8')
  const count = async (table: string) => (await services.database.rows(sql`select from ${sql.identifier(table)}`)).length
  return { services, dataDir, key, count }
}

/** Asks over HTTP with whatever key lies in the data folder at that moment. */
export async function listen (t: Test, { services, key }: NewService): Promise<Client> {
  const app = await buildApp(services, makeLogger('silent'))
  const address = await app.listen({ port: 0, host: '127.0.0.1' })
  t.teardown(async () => { await app.close() })
  return async (...request) => await client(t, address, key())(...request)
}
