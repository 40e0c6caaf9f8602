import { Type } from '@sinclair/typebox'
import type { Static } from '@sinclair/typebox'
import { erasureBases, roles } from '../../domain/person.ts'
import { Email, Id, Instant, listOf, listQuery, nullable, oneOf, Version, Words } from '../../platform/http/schemas.ts'
import { personSorts } from './queries.ts'
import type { PersonRow } from './queries.ts'

const PersonName = Words(200, 'The full name.', { examples: ['Amina Yusuf'] })

const fields = {
  agencyId: { ...Id, description: 'The agency that employs the person.' },
  name: PersonName,
  email: { ...Email, description: 'Unique in the partnership, whatever the case of its letters.' },
  role: oneOf(roles, 'What the person may do.'),
  jobTitle: nullable(Type.String({ minLength: 1, maxLength: 200, examples: ['Service manager'] }), 'What the person is at the agency; null: not said.'),
  active: Type.Boolean({ description: 'false: has left; the keys no longer work.' }),
  deputyId: nullable(Id, 'Who stands in; hears of overdue work too.')
}

const erasedAt = nullable(Instant, 'When the name, address and title were erased; null: they were not.')

export const Person = Type.Object({ id: Id, ...fields, erasedAt, version: Version, createdAt: Instant, updatedAt: Instant }, { $id: 'Person', additionalProperties: false })

const { agencyId, name, email, role, ...optional } = fields

export const PersonInput = Type.Object({ agencyId, name, email, role, ...Type.Partial(Type.Object(optional)).properties }, { additionalProperties: false })
export const PersonPatch = Type.Partial(Type.Object(fields), { additionalProperties: false, minProperties: 1, description: 'A change of `email`, `role` or `agencyId` ends the keys of the person.' })
export const PersonList = listOf(Person, 'PersonList')

export const PersonQuery = listQuery(personSorts, {
  agencyId: Type.Optional(Type.Array(Type.String({ maxLength: 40 }), { description: 'Agencies, by id or code.' })),
  role: Type.Optional(Type.Array(oneOf(roles, 'A role.'), { description: 'Roles to show.' })),
  active: Type.Optional(Type.Boolean({ description: 'true: only who is here; false: only who has left.' }))
})

export const HandoverInput = Type.Object({
  toPersonId: { ...Id, description: 'Who takes over: an active person of the partnership.' }
}, { additionalProperties: false })

export const Handover = Type.Object({
  fromPersonId: Id,
  toPersonId: Id,
  actions: Type.Array(Type.Object({
    id: Id,
    reference: Type.String({ description: 'Its reference.', examples: ['CHILD-O/R3/A2'] }),
    title: Type.String({ description: 'What it is about.' })
  }, { additionalProperties: false }), { description: 'The open actions that changed hands, by reference.' })
}, { $id: 'Handover', additionalProperties: false })

export const ErasureInput = Type.Object({
  basis: oneOf(erasureBases, 'Why: the person asked for it, or nothing needs their particulars any more.')
}, { additionalProperties: false })

export const Erasure = Type.Object({
  personId: Id,
  basis: oneOf(erasureBases, 'Why.'),
  erasedAt: Instant
}, { $id: 'Erasure', additionalProperties: false })

export const components = [Person, PersonList, Handover, Erasure]

export type PersonInput = Static<typeof PersonInput>
export type PersonPatch = Static<typeof PersonPatch>
export type Handover = Static<typeof Handover>
export type Erasure = Static<typeof Erasure>

export function presentPerson (row: PersonRow): Static<typeof Person> {
  const { partnershipId: _partnership, ...person } = row
  return person
}
