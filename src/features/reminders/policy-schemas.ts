import { Type } from '@sinclair/typebox'
import type { Static } from '@sinclair/typebox'
import { earliestStep, latestStep, longestRecurrence, longestSilence } from '../../domain/reminder-policy.ts'
import { rungs } from '../../domain/reminder.ts'
import { Instant, nullable, oneOf, Version } from '../../platform/http/schemas.ts'
import type { PolicyRow } from './policy-queries.ts'

const Step = Type.Object({
  days: Type.Integer({ description: `Days from the due date, ${earliestStep} to ${latestStep}: negative before it, positive after it.`, examples: [14] }),
  every: Type.Optional(Type.Integer({ description: `From then on again every so many days, 1 to ${longestRecurrence}; only on or after the due date.`, examples: [14] })),
  to: oneOf(rungs, 'Whom it speaks to. The lead hears every step too; a step without a recipient climbs to the next who has one, finally the coordinators.')
}, { additionalProperties: false })

const fields = {
  sendAt: Type.String({ maxLength: 5, description: 'The local hour from which reminders go out on working days, `HH:MM`.', examples: ['09:00'] }),
  steps: Type.Array(Step, { minItems: 1, maxItems: 100, description: `The ladder. From the due date on a step comes at least every ${longestSilence} days, and one of them recurs: it never goes quiet while the action is open.`, examples: [[{ days: -7, to: 'lead' }, { days: 1, every: 7, to: 'lead' }, { days: 14, every: 14, to: 'senior_leader' }]] })
}

export const ReminderPolicy = Type.Object({
  ...fields,
  standard: Type.Boolean({ description: 'true: the partnership has set none of its own and follows the standard ladder.' }),
  version: Version,
  updatedAt: nullable(Instant, 'When it was last changed; null for the standard.')
}, { $id: 'ReminderPolicy', additionalProperties: false })

export const ReminderPolicyPatch = Type.Partial(Type.Object(fields), { additionalProperties: false, minProperties: 1 })

export const components = [ReminderPolicy]

export type ReminderPolicyPatch = Static<typeof ReminderPolicyPatch>

export function presentPolicy ({ sendAt, steps, version, updatedAt }: PolicyRow): Static<typeof ReminderPolicy> {
  return { sendAt, steps: [...steps], standard: updatedAt === null, version, updatedAt }
}
