import type { Test } from 'tap'
import { randomUUID } from 'node:crypto'
import { rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { sql } from '../../src/platform/database/drizzle.ts'
import { buildApp } from '../../src/app.ts'
import { readConfig } from '../../src/config.ts'
import type { AgencyKind } from '../../src/domain/agency.ts'
import type { Role } from '../../src/domain/person.ts'
import { agencies } from '../../src/features/agencies/tables.ts'
import { partnerships } from '../../src/features/partnerships/tables.ts'
import { apiKeys, people } from '../../src/features/people/tables.ts'
import { mintToken } from '../../src/features/people/token.ts'
import type { Database } from '../../src/platform/database/database.ts'
import { insertInto } from '../../src/platform/database/sql.ts'
import { newId } from '../../src/platform/ids.ts'
import { makeLogger } from '../../src/platform/log.ts'
import { composeServices } from '../../src/services.ts'
import type { Services } from '../../src/services.ts'
import { client } from './client.ts'
import type { Client } from './client.ts'
import { patient } from './patient.ts'
import { cloneTemplate } from './template.ts'

/** The people of a made-up partnership: one of each role, each in an agency of its own kind. */
export interface Cast {
  readonly partnershipId: string
  readonly agencies: Record<'unit' | 'csc' | 'housing' | 'police' | 'independent', string>
  readonly people: Record<Role, string>
  readonly tokens: Record<Role, string>
}

export interface TestApp extends Cast {
  readonly services: Services
  readonly db: Database
  readonly clock: { now: string }
  readonly address: string
  readonly logLines: string[]
  /** Asks as the coordinator. */
  readonly send: Client
  /** Asks as another role of the same partnership. */
  as: (role: Role) => Client
  /** Asks with any token, or with none. */
  withToken: (token: string | undefined) => Client
  /** A second partnership in the same database, with a cast of its own. */
  anotherPartnership: () => Promise<Cast & { as: (role: Role) => Client }>
}

/** A real service on a database of its own, at Monday 2 March 2026, 09:00 UTC unless the test moves the clock. */
export async function testApp (t: Test, settings: Readonly<Record<string, string>> = {}): Promise<TestApp> {
  const database = await cloneTemplate()
  const clock = { now: '2026-03-02T09:00:00.000Z' }
  const logLines: string[] = []
  const dataDir = join(tmpdir(), `follow-through-data-${randomUUID()}`)
  const config = readConfig({ DATA_DIR: dataDir, SESSION_SECRET: 'only-for-tests-only-for-tests-only', DATABASE_URL: database.url, LOG_LEVEL: 'info', RATE_LIMIT_PER_MINUTE: '10000000', ...settings })
  const services = composeServices({ config, databaseUrl: database.url, ...patient, clock: { now: () => clock.now } })
  const app = await buildApp(services, makeLogger('info', { write: (line) => { logLines.push(line) } }))
  const address = await app.listen({ port: settings['PORT'] === undefined ? 0 : config.port, host: '127.0.0.1' })
  services.setReady('ready')
  const cast = await buildCast(services.database, 'test', clock.now)
  t.teardown(async () => {
    await drained(app)
    await services.close()
    await database.drop()
    await rm(dataDir, { recursive: true, force: true })
  })
  const withToken = (token: string | undefined) => client(t, address, token)
  const asIn = ({ tokens }: Cast) => (role: Role) => withToken(tokens[role])
  return {
    ...cast,
    services,
    db: services.database,
    clock,
    address,
    logLines,
    send: withToken(cast.tokens.coordinator),
    as: asIn(cast),
    withToken,
    anotherPartnership: async () => {
      const other = await buildCast(services.database, `other-${randomUUID().slice(0, 8)}`, clock.now)
      return { ...other, as: asIn(other) }
    }
  }
}

/** As the service itself stops, but sooner: who holds a connection and does not listen is not waited for. */
async function drained (app: Awaited<ReturnType<typeof buildApp>>): Promise<void> {
  const closed = app.close()
  const timer = setTimeout(() => { app.server.closeAllConnections() }, 1_000)
  await closed
  clearTimeout(timer)
}

const castAgencies = { unit: 'partnership_business_unit', csc: 'childrens_social_care', housing: 'housing', police: 'police', independent: 'independent' } as const satisfies Record<string, AgencyKind>
const castRoles = { coordinator: 'unit', contributor: 'csc', reviewer: 'police', scrutineer: 'independent', viewer: 'unit' } as const satisfies Record<Role, keyof typeof castAgencies>

async function buildCast (db: Database, code: string, now: string): Promise<Cast> {
  const partnershipId = newId()
  const written = { createdAt: now, updatedAt: now }
  await db.rows(insertInto(partnerships, { id: partnershipId, code, name: `The ${code} partnership`, ...written }))
  const agencyIds = newIds(castAgencies)
  await db.rows(insertInto(agencies, keysOf(castAgencies).map((key) => ({ partnershipId, id: agencyIds[key], code: key, name: `The ${key} agency`, kind: castAgencies[key], ...written }))))
  const personIds = newIds(castRoles)
  await db.rows(insertInto(people, keysOf(castRoles).map((role) => ({ partnershipId, id: personIds[role], agencyId: agencyIds[castRoles[role]], name: `A ${role}`, email: `${role}@${code}.example`, role, ...written }))))
  const keys = keysOf(castRoles).map((role) => { const id = newId(); return { id, role, ...mintToken(id) } })
  await db.rows(insertInto(apiKeys, keys.map(({ id, role, secretHash, lastFour }) => ({ partnershipId, id, name: `Key of a ${role}`, personId: personIds[role], secretHash, lastFour, expiresOn: '2099-12-31', ...written }))))
  const tokens = Object.fromEntries(keys.map(({ role, token }) => [role, token])) as Record<Role, string>
  return { partnershipId, agencies: agencyIds, people: personIds, tokens }
}

function keysOf<Key extends string> (record: Record<Key, unknown>): Key[] {
  return Object.keys(record) as Key[]
}

function newIds<Key extends string> (record: Record<Key, unknown>): Record<Key, string> {
  return Object.fromEntries(keysOf(record).map((key) => [key, newId()])) as Record<Key, string>
}

/** The types of the events recorded for a subject, in the order of writing. */
export async function eventTypesOf (db: Database, subjectId: string): Promise<string[]> {
  const rows = await db.rows<{ type: string }>(sql`select type from events where subject_id = ${subjectId} order by written_by, id`)
  return rows.map(({ type }) => type)
}
