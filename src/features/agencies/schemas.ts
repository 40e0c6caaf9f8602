import { Type } from '@sinclair/typebox'
import type { Static } from '@sinclair/typebox'
import { agencyKinds, isCurrent } from '../../domain/agency.ts'
import type { LocalDate } from '../../domain/local-date.ts'
import { Day, Email, Id, Instant, listOf, listQuery, nullable, oneOf, Version } from '../../platform/http/schemas.ts'
import type { AgencyRow } from './queries.ts'

const fields = {
  code: Type.String({ pattern: '^[a-z0-9](?:[a-z0-9-]{0,38}[a-z0-9])?$', maxLength: 40, description: 'Short name, unique in the partnership: lower-case letters, digits and hyphens.', examples: ['csc'] }),
  name: Type.String({ minLength: 1, maxLength: 200, description: 'Its full name.', examples: ["Children's Social Care"] }),
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

export const components = [Agency, AgencyList]

export type AgencyInput = Static<typeof AgencyInput>
export type AgencyPatch = Static<typeof AgencyPatch>
export type AgencyQuery = Static<typeof AgencyQuery>

export function presentAgency (row: AgencyRow, today: LocalDate): Static<typeof Agency> {
  const { id, code, name, kind, email, escalationEmail, validFrom, validTo, successorId, version, createdAt, updatedAt } = row
  return { id, code, name, kind, email, escalationEmail, validFrom, validTo, successorId, current: isCurrent(row, today), version, createdAt, updatedAt }
}
