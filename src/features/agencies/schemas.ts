import { Type } from '@sinclair/typebox'
import type { Static } from '@sinclair/typebox'
import { agencyKinds, isCurrent } from '../../domain/agency.ts'
import type { LocalDate } from '../../domain/local-date.ts'
import { roles } from '../../domain/person.ts'
import { Day, Email, Id, Instant, listOf, listQuery, nullable, oneOf, Version, Words } from '../../platform/http/schemas.ts'
import type { AgencyRow } from './queries.ts'

const fields = {
  code: Type.String({ pattern: '^[a-z0-9](?:[a-z0-9-]{0,38}[a-z0-9])?$', maxLength: 40, description: 'Short name, unique in the partnership: lower-case letters, digits and hyphens.', examples: ['csc'] }),
  name: Words(200, 'Its full name.', { examples: ["Children's Social Care"] }),
  kind: oneOf(agencyKinds, 'What kind of agency it is; playbooks find owners by it.'),
  email: nullable(Email, 'Where reminders go when an action has no lead.'),
  escalationEmail: nullable(Email, 'The senior leader to whom overdue work is escalated.'),
  validFrom: nullable(Day, 'First day of the agency; null: as long as the partnership has existed.'),
  validTo: nullable(Day, 'Last day of the agency, inclusive; null: it goes on.'),
  successorId: nullable(Id, 'The agency that took over its work; its history stays under its own name.')
}

export const Agency = Type.Object({
  id: Id,
  ...fields,
  current: Type.Boolean({ description: 'Derived: is today within its validity?' }),
  version: Version,
  createdAt: Instant,
  updatedAt: Instant
}, { $id: 'Agency', additionalProperties: false })

const { code, name, kind, ...optional } = fields

export const AgencyInput = Type.Object({ code, name, kind, ...Type.Partial(Type.Object(optional)).properties }, { additionalProperties: false })
export const AgencyPatch = Type.Partial(Type.Object(fields), { additionalProperties: false, minProperties: 1 })
export const AgencyList = listOf(Agency, 'AgencyList')

export const AgencyQuery = listQuery(['name', 'code', 'createdAt'], {
  kind: Type.Optional(Type.Array(oneOf(agencyKinds, 'A kind.'), { description: 'Kinds to show.' })),
  current: Type.Optional(Type.Boolean({ description: 'true: only those whose validity includes today; false: only the others.' }))
})

export const MergerInput = Type.Object({
  successorId: Type.Optional({ ...Id, description: 'The agency that takes over; needed when no successor is named yet.' }),
  on: Type.Optional({ ...Day, description: 'The agency’s last day, today at the latest; without it the day that it ended, or today.' })
}, { additionalProperties: false })

export const Merger = Type.Object({
  agencyId: Id,
  successorId: { ...Id, description: 'The agency that has taken over.' },
  validTo: { ...Day, description: 'The agency’s last day.' },
  actions: Type.Array(Type.Object({
    id: Id,
    reference: Type.String({ description: 'Its reference.', examples: ['CHILD-O/R3/A2'] }),
    title: Type.String({ description: 'What it is about.' })
  }, { additionalProperties: false }), { description: 'The open actions that changed hands, owned or supported, by reference.' }),
  recommendations: Type.Array(Type.Object({
    id: Id,
    reference: Type.String({ description: 'Its reference in its review.', examples: ['R3'] })
  }, { additionalProperties: false }), { description: 'The recommendations that it led and that are not finished: the successor leads them now.' }),
  measures: Type.Array(Type.Object({
    id: Id,
    name: Type.String({ description: 'What is measured.' })
  }, { additionalProperties: false }), { description: 'The measures that it reported: the successor reports them now.' }),
  people: Type.Array(Type.Object({
    id: Id,
    name: Type.String({ description: 'Their name.' }),
    role: oneOf(roles, 'Their role.')
  }, { additionalProperties: false }), { description: 'The active people still of the ended agency. They are not moved: a change of agency ends a person’s keys.' })
}, { $id: 'Merger', additionalProperties: false })

export const components = [Agency, AgencyList, Merger]

export type AgencyInput = Static<typeof AgencyInput>
export type AgencyPatch = Static<typeof AgencyPatch>
export type AgencyQuery = Static<typeof AgencyQuery>
export type MergerInput = Static<typeof MergerInput>
export type Merger = Static<typeof Merger>

export function presentAgency (row: AgencyRow, today: LocalDate): Static<typeof Agency> {
  const { id, code, name, kind, email, escalationEmail, validFrom, validTo, successorId, version, createdAt, updatedAt } = row
  return { id, code, name, kind, email, escalationEmail, validFrom, validTo, successorId, current: isCurrent(row, today), version, createdAt, updatedAt }
}
