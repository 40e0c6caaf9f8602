import type { Role } from '../../src/domain/person.ts'
import { apiKeys } from '../../src/features/people/tables.ts'
import { mintToken } from '../../src/features/people/token.ts'
import { insertInto } from '../../src/platform/database/sql.ts'
import { newId } from '../../src/platform/ids.ts'
import type { TestApp } from './app.ts'
import type { Client } from './client.ts'

export interface Person {
  readonly id: string
  readonly client: Client
  /** Asks as the same person with a key of its own, which knows who they are now. */
  anotherKey: () => Promise<Client>
}

/** One more person of a role and agency, signed in. */
export async function person (app: Pick<TestApp, 'send' | 'db' | 'partnershipId' | 'withToken' | 'clock'>, role: Role, agencyId: string): Promise<Person> {
  const { body } = await app.send('POST', '/v1/people', { agencyId, name: `Another ${role}`, email: `${newId()}@test.example`, role })
  const anotherKey = async () => app.withToken(await ownKey(app, body.id))
  return { id: body.id, client: await anotherKey(), anotherKey }
}

async function ownKey ({ db, partnershipId, clock }: Pick<TestApp, 'db' | 'partnershipId' | 'clock'>, personId: string): Promise<string> {
  const id = newId()
  const { token, secretHash, lastFour } = mintToken(id)
  await db.rows(insertInto(apiKeys, { partnershipId, id, name: 'A key', personId, secretHash, lastFour, expiresOn: '2099-12-31', createdAt: clock.now, updatedAt: clock.now }))
  return token
}

/** The token of a service's key that somebody makes. */
export async function serviceKey (maker: Client, facts: Record<string, unknown>): Promise<string> {
  const { body } = await maker('POST', '/v1/api-keys', { name: 'A service', expiresOn: '2026-12-31', ...facts })
  return body.token
}
