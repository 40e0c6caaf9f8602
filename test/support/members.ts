import type { Role } from '../../src/domain/person.ts'
import { apiKeys, people } from '../../src/features/people/tables.ts'
import { mintToken } from '../../src/features/people/token.ts'
import { insertInto } from '../../src/platform/database/sql.ts'
import { newId } from '../../src/platform/ids.ts'
import type { TestApp } from './app.ts'
import type { Client } from './client.ts'

/** One more person of a partnership, beside the cast: in any role and agency, with a key of their own. */
export async function plantMember ({ db, partnershipId, withToken }: Pick<TestApp, 'db' | 'partnershipId' | 'withToken'>, role: Role, agencyId: string): Promise<{ id: string, send: Client }> {
  const [id, keyId] = [newId(), newId()]
  const { token, secretHash, lastFour } = mintToken(keyId)
  const written = { partnershipId, createdAt: '2026-01-05T09:00:00.000Z', updatedAt: '2026-01-05T09:00:00.000Z' }
  await db.rows(insertInto(people, { ...written, id, agencyId, name: `Another ${role}`, email: `${id}@example.org`, role }))
  await db.rows(insertInto(apiKeys, { ...written, id: keyId, name: 'A key', personId: id, secretHash, lastFour, expiresOn: '2099-12-31' }))
  return { id, send: withToken(token) }
}
