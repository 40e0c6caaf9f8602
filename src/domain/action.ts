import type { LocalDate } from './local-date.ts'

/** How far delivery has come. Whether it is overdue, and whether it helped, are other questions. */
export const deliveryStatuses = [
  'not_started', 'in_progress', 'paused', 'awaiting_sign_off', 'completed', 'closed_not_delivered'
] as const

export type DeliveryStatus = typeof deliveryStatuses[number]

/** Somebody still has to do something. */
export const openStatuses = ['not_started', 'in_progress', 'paused', 'awaiting_sign_off'] as const satisfies readonly DeliveryStatus[]

export const priorities = ['high', 'medium', 'low'] as const

export type Priority = typeof priorities[number]

/** The lead's own view of the due date. */
export const confidences = ['on_track', 'at_risk', 'off_track'] as const

export type Confidence = typeof confidences[number]

/** Whether it made a difference, as a reviewer judges after completion. */
export const impacts = [
  'not_yet_assessed', 'no_evidence', 'early_signs', 'evidenced', 'sustained', 'no_improvement_found'
] as const

export type Impact = typeof impacts[number]

export const closureReasons = ['delivered', 'merged', 'superseded', 'not_progressed', 'entered_in_error'] as const

export type ClosureReason = typeof closureReasons[number]

/** On whose word it counts as completed; what was imported as completed is never counted as signed off. */
export const assurances = ['signed_off', 'before_this_service'] as const

export type Assurance = typeof assurances[number]

/** What an agency has to do with an action. */
export type Relation = 'owner' | 'supporting' | 'none'

export interface Responsibility {
  readonly ownerAgencyId: string
  readonly supportingAgencyIds: readonly string[]
}

/** Who handed the work in for sign-off, and when; all null while nobody has. */
export interface Submission {
  readonly submittedOn: LocalDate | null
  readonly submittedById: string | null
  readonly submittedByAgencyId: string | null
  readonly ownerAgencyIdWhenSubmitted: string | null
}

/** The part of an action that moves change, and nothing else but an agreed due date does. */
export interface Lifecycle extends Submission {
  readonly status: DeliveryStatus
  readonly dueOn: LocalDate
  readonly startedOn: LocalDate | null
  readonly completedOn: LocalDate | null
  readonly closedOn: LocalDate | null
  readonly resumeOn: LocalDate | null
  readonly closureReason: ClosureReason | null
  readonly assurance: Assurance | null
  readonly impact: Impact
  /** How often it was reopened. Evidence counts only in the round in which it was accepted. */
  readonly reopenings: number
}

/** Whether an action is still to be delivered. */
export function isOpen (action: { readonly status: DeliveryStatus }): boolean {
  return openStatuses.some(open => open === action.status)
}

/** Whether an agency owns an action, supports it or has no part in it. */
export function relationTo (action: Responsibility, agencyId: string | null): Relation {
  if (agencyId === null) return 'none'
  if (agencyId === action.ownerAgencyId) return 'owner'
  return action.supportingAgencyIds.includes(agencyId) ? 'supporting' : 'none'
}
