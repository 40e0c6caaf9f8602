/** Everything that can happen, as audit trail, change feed and webhooks name it: noun and past tense. */
export const eventTypes = [
  'partnership.created', 'partnership.updated',
  'agency.created', 'agency.updated', 'agency.merged',
  'person.created', 'person.updated', 'person.work_handed_over', 'person.erased',
  'api_key.created', 'api_key.rotated', 'api_key.revoked',
  'sign_in_link.created', 'identity.bound', 'identity.unbound', 'session.started', 'session.ended',
  'review.created', 'review.updated', 'review.disposed',
  'recommendation.created', 'recommendation.updated', 'recommendation.responded', 'recommendation.planned',
  'action.created', 'action.updated', 'action.due_date_changed',
  'action.started', 'action.paused', 'action.resumed', 'action.submitted', 'action.submission_withdrawn',
  'action.signed_off', 'action.returned', 'action.closed', 'action.reopened',
  'action.progress_reported', 'action.commented',
  'action.due_date_extended', 'action.impact_rated',
  'extension.requested', 'extension.agreed', 'extension.declined',
  'impact_review.planned',
  'milestone.created', 'milestone.updated', 'milestone.completed', 'milestone.reopened',
  'evidence.added', 'evidence.withdrawn', 'evidence.accepted', 'evidence.returned', 'evidence.scanned',
  'measure.created', 'measure.updated', 'measure.observation_recorded',
  'reminder_policy.updated', 'reminder.due', 'reminder.sent', 'reminder.skipped', 'reminder.failed', 'reminder.acknowledged', 'reminder.address_failed',
  'calendar_feed.created', 'calendar_feed.revoked',
  'privacy_screen.overridden', 'import.requested', 'import.ended',
  'board_pack.frozen', 'board_pack.disposed',
  'webhook_endpoint.created', 'webhook_endpoint.changed', 'webhook_endpoint.deleted', 'webhook_endpoint.deactivated', 'webhook_endpoint.secret_rotated',
  'webhook_endpoint.test_requested', 'webhook_endpoint.redelivery_requested',
  'evidence.downloaded', 'export.made', 'permission.refused'
] as const

/** What tells of looking and trying: the records are the same after it. */
export const accessTypes = ['evidence.downloaded', 'export.made', 'permission.refused'] as const satisfies ReadonlyArray<typeof eventTypes[number]>

/** After these somebody may see what they did not see, or no longer what they saw. */
export const visibilityTypes = [
  'review.updated', 'recommendation.updated', 'recommendation.responded', 'action.updated', 'action.due_date_changed', 'agency.merged', 'agency.updated', 'person.work_handed_over', 'import.ended'
] as const satisfies ReadonlyArray<typeof eventTypes[number]>

export type AccessType = typeof accessTypes[number]

export type EventType = typeof eventTypes[number]

/** What changed between two states: the old and the new value of each field that differs. */
export function difference<State extends object> (before: State, after: Partial<State>): { before: Partial<State>, after: Partial<State> } {
  const keys = (Object.keys(after) as Array<keyof State>).filter((key) => after[key] !== undefined && !sameValue(before[key], after[key]))
  return { before: pickFrom(before, keys), after: pickFrom(after, keys) }
}

function pickFrom<State extends object> (state: Partial<State>, keys: ReadonlyArray<keyof State>): Partial<State> {
  const picked: Partial<State> = {}
  for (const key of keys) {
    const value = state[key]
    if (value !== undefined) picked[key] = value
  }
  return picked
}

/** Do two fields say the same? Lists do when they hold the same in the same order. */
export function sameValue (a: unknown, b: unknown): boolean {
  if (Array.isArray(a) && Array.isArray(b)) return a.length === b.length && a.every((item, place) => sameValue(item, b[place]))
  return a === b
}
