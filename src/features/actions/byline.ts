import { Type } from '@sinclair/typebox'
import type { Static } from '@sinclair/typebox'
import { nullable, Id } from '../../platform/http/schemas.ts'

/** Who said or did it, as the record shows it: ids only, so that boards see no people's names. */
export const By = Type.Object({
  kind: Type.Unsafe<'person' | 'service'>({ type: 'string', enum: ['person', 'service'], description: 'A person, or a service’s key.' }),
  id: Id,
  agencyId: nullable(Id, 'The agency it was done for; null for the business unit’s own service.')
}, { additionalProperties: false, description: 'Who said or did it.' })

interface Signed { readonly byPersonId: string | null, readonly byApiKeyId: string | null, readonly byAgencyId: string | null }

export function presentBy ({ byPersonId, byApiKeyId, byAgencyId }: Signed): Static<typeof By> {
  // The tables hold exactly one of the two.
  return byPersonId === null ? { kind: 'service', id: byApiKeyId ?? '', agencyId: byAgencyId } : { kind: 'person', id: byPersonId, agencyId: byAgencyId }
}
