import { Type } from '@sinclair/typebox'
import type { Static } from '@sinclair/typebox'
import type { Caller } from '../../domain/permission.ts'
import { roles } from '../../domain/person.ts'
import { Id, oneOf } from '../../platform/http/schemas.ts'
import type { Belonging } from './queries.ts'

const place = { id: Id, code: Type.String({ description: 'Its short name.', examples: ['csc'] }), name: Type.String({ description: 'Its full name.' }) }

const AgencyOfMe = Type.Object(place, { additionalProperties: false })

export const Me = Type.Object({
  kind: oneOf(['person', 'service'], 'A person, or a service with a key of its own.'),
  id: { ...Id, description: "The person's id, or the key's." },
  name: Type.String({ description: "The person's name, or what the service key is for.", examples: ['Amina Yusuf'] }),
  role: oneOf(roles, 'What the caller may do.'),
  agency: Type.Union([AgencyOfMe, Type.Null()], { description: "The caller's agency; null for a coordinator's service key, which stands for the whole business unit." }),
  partnership: Type.Object({ ...place, timeZone: Type.String({ description: 'The IANA time zone of its calendar days.', examples: ['Europe/London'] }) }, { additionalProperties: false, description: 'The partnership that the token belongs to.' })
}, { $id: 'Me', additionalProperties: false })

export const components = [Me]

export function presentMe ({ kind, id, name, role, agencyId, partnershipId }: Caller, where: Belonging): Static<typeof Me> {
  const { agencyCode, agencyName, partnershipCode, partnershipName, timeZone } = where
  return {
    kind,
    id,
    name,
    role,
    agency: agencyId === null || agencyCode === null || agencyName === null ? null : { id: agencyId, code: agencyCode, name: agencyName },
    partnership: { id: partnershipId, code: partnershipCode, name: partnershipName, timeZone }
  }
}
