import { Type } from '@sinclair/typebox'
import type { Static } from '@sinclair/typebox'
import { Id, Instant, Version, Words } from '../../platform/http/schemas.ts'
import type { PartnershipRow } from './queries.ts'

const name = Words(200, 'Its full name.', { examples: ['Northshire Safeguarding Children Partnership'] })
const timeZone = Type.String({ minLength: 1, maxLength: 64, description: 'An IANA time zone; calendar days are those of its clocks.', examples: ['Europe/London'] })

const signOff = {
  impactReviewMonths: Type.Array(Type.Integer({ minimum: 1, maximum: 120 }), { minItems: 1, maxItems: 12, uniqueItems: true, description: 'How many months after its completion the impact of an action is reviewed, in ascending order.', examples: [[6, 12]] })
}

const retention = {
  years: Type.Integer({ minimum: 1, maximum: 100, description: 'How many years a review and its plan are kept once the review is closed and its last action has ended, and a board pack once it was frozen; 10 unless said otherwise.' }),
  accountYears: Type.Integer({ minimum: 1, maximum: 100, description: 'How many years the name and address of a person are kept once they are inactive and have done nothing since; 2 unless said otherwise.' }),
  legalHold: Type.Boolean({ description: 'true: nothing is disposed of, whatever its age, and nobody is erased.' })
}

const settings = {
  signOff: Type.Object(signOff, { additionalProperties: false, description: 'How sign-off is followed up.' }),
  retention: Type.Object(retention, { additionalProperties: false, description: 'How long records are kept.' })
}

export const Partnership = Type.Object({
  id: Id,
  code: Type.String({ description: 'Short name; it does not change.', examples: ['northshire'] }),
  name,
  timeZone,
  ...settings,
  version: Version,
  createdAt: Instant,
  updatedAt: Instant
}, { $id: 'Partnership', additionalProperties: false })

export const PartnershipPatch = Type.Partial(Type.Object({
  name,
  timeZone,
  signOff: Type.Partial(Type.Object(signOff), { additionalProperties: false, minProperties: 1, description: 'How sign-off is followed up.' }),
  retention: Type.Partial(Type.Object(retention), { additionalProperties: false, minProperties: 1, description: 'How long records are kept; what is left out stays as it is.' })
}), { additionalProperties: false, minProperties: 1 })

export const components = [Partnership]

export type PartnershipPatch = Static<typeof PartnershipPatch>

export function presentPartnership (row: PartnershipRow): Static<typeof Partnership> {
  const { id, code, name, timeZone, impactReviewMonths, retentionYears, accountRetentionYears, legalHold, version, createdAt, updatedAt } = row
  return { id, code, name, timeZone, signOff: { impactReviewMonths }, retention: { years: retentionYears, accountYears: accountRetentionYears, legalHold }, version, createdAt, updatedAt }
}
