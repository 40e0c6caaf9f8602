import { difference } from '../../domain/event.ts'
import { requireSoundPolicy } from '../../domain/reminder-policy.ts'
import type { ReminderPolicy } from '../../domain/reminder-policy.ts'
import { record } from '../events/record.ts'
import { lockPartnership } from '../partnerships/queries.ts'
import type { Work } from '../work.ts'
import { findPolicy, savePolicy } from './policy-queries.ts'
import type { PolicyRow } from './policy-queries.ts'
import type { ReminderPolicyPatch } from './policy-schemas.ts'

/** Changes when and how hard the partnership chases; what was planned already is not taken back. */
export async function updateReminderPolicy (work: Work, patch: ReminderPolicyPatch): Promise<PolicyRow> {
  const { partnershipId } = work.by
  await lockPartnership(work.tx, partnershipId)
  const before = await findPolicy(work.tx, partnershipId)
  await work.permit()
  work.expect(before.version)
  const after: PolicyRow = { ...before, ...patch, version: before.version + 1, updatedAt: work.now }
  requireSoundPolicy(after)
  savePolicy(work.tx, after, work.now)
  record(work, 'reminder_policy.updated', { type: 'reminder_policy', id: partnershipId }, difference(told(before), told(after)))
  return after
}

function told ({ sendAt, steps }: ReminderPolicy): { sendAt: string, steps: ReminderPolicy['steps'] } {
  return { sendAt, steps }
}
