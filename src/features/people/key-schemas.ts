import { Type } from '@sinclair/typebox'
import type { Static } from '@sinclair/typebox'
import { keyStates, stateOfKey } from '../../domain/api-key.ts'
import type { LocalDate } from '../../domain/local-date.ts'
import { roles, serviceRoles } from '../../domain/person.ts'
import { Day, Id, Instant, listOf, listQuery, nullable, oneOf, Version, Words } from '../../platform/http/schemas.ts'
import { keySorts } from './key-queries.ts'
import type { ApiKeyRow, IssuedKey } from './key-queries.ts'

const KeyName = Words(200, 'What it is for.', { examples: ['Case system of CSC'] })
const ExpiresOn = { ...Day, description: 'The last day on which it works: today or later, at most 365 days ahead.' }

const fields = {
  id: Id,
  name: KeyName,
  role: oneOf(roles, "What it may do; a person's key: what the person may do."),
  agencyId: nullable(Id, "Its agency, or its person's; null: a coordinator's service key."),
  personId: nullable(Id, "Whose key it is; null: a service's."),
  lastFour: Type.String({ maxLength: 4, description: 'The last four characters of the token; no more of it can be read again.', examples: ['x7Qa'] }),
  expiresOn: { ...Day, description: 'The last day on which it works.' },
  state: oneOf(keyStates, 'Derived. `replaced`: rotated; works until `replacedAt`.'),
  createdAt: Instant,
  createdById: nullable(Id, 'The person or service key that made it; null: not recorded.'),
  replacedAt: nullable(Instant, 'Until when it works beside its successor; null: not rotated.'),
  revokedAt: nullable(Instant, 'When it was ended; null: it was not.'),
  lastUsedAt: nullable(Instant, 'When it was last used, to the minute; null: never.'),
  updatedAt: Instant,
  version: Version
}

export const ApiKey = Type.Object(fields, { $id: 'ApiKey', additionalProperties: false })

export const NewApiKey = Type.Object({
  ...fields,
  token: nullable(Type.String({ examples: ['ft_019c8f6e0c0070008000000000000001_…'] }), 'The key itself, shown this once; null in a replayed answer. Send it as `Authorization: Bearer <token>`.')
}, { $id: 'NewApiKey', additionalProperties: false })

export const ApiKeyList = listOf(ApiKey, 'ApiKeyList')

export const ApiKeyInput = Type.Object({
  name: KeyName,
  role: oneOf(serviceRoles, 'What the service may do. It cannot approve: that is always a person.'),
  agencyId: Type.Optional(nullable(Id, "The agency that the service works for; required unless the role is coordinator, whose key stands for the partnership's business unit.")),
  expiresOn: ExpiresOn
}, { additionalProperties: false })

export const RotationInput = Type.Object({
  expiresOn: Type.Optional({ ...ExpiresOn, description: `${ExpiresOn.description} Left out: as many days from today as the old key was given.` })
}, { additionalProperties: false })

export const ApiKeyQuery = listQuery(keySorts, {
  personId: Type.Optional(Type.Array(Id, { description: 'Keys of these people.' }))
})

export const components = [ApiKey, NewApiKey, ApiKeyList]

export type ApiKeyInput = Static<typeof ApiKeyInput>

export function presentKey (row: ApiKeyRow, today: LocalDate): Static<typeof ApiKey> {
  const { id, name, role, agencyId, personId, lastFour, expiresOn, createdAt, createdById, replacedAt, revokedAt, lastUsedAt, updatedAt, version } = row
  return { id, name, role, agencyId, personId, lastFour, expiresOn, state: stateOfKey(row, today), createdAt, createdById, replacedAt, revokedAt, lastUsedAt, updatedAt, version }
}

export function presentIssuedKey (issued: IssuedKey, today: LocalDate): Static<typeof NewApiKey> {
  return { ...presentKey(issued, today), token: issued.token }
}
