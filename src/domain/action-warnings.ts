import { isOpen } from './action.ts'
import type { DeliveryStatus } from './action.ts'
import { isBefore } from './local-date.ts'
import type { LocalDate } from './local-date.ts'
import type { Warning } from './warning.ts'

export const actionWarningCodes = ['no_lead', 'owner_agency_ended', 'nobody_eligible_to_sign_off', 'resume_date_passed'] as const

export type ActionWarningCode = typeof actionWarningCodes[number]

export interface WatchedAction {
  readonly status: DeliveryStatus
  readonly leadPersonId: string | null
  readonly resumeOn: LocalDate | null
  /** The last day of the owner agency; null while no end is known. */
  readonly ownerValidTo: LocalDate | null
  /** Active reviewers whom the separation of duties does not exclude. */
  readonly eligibleReviewers: number
}

/** What would leave an open action stuck if nobody saw to it. */
export function actionWarnings (action: WatchedAction, today: LocalDate): ReadonlyArray<Warning<ActionWarningCode>> {
  if (!isOpen(action)) return []
  return actionWarningCodes.filter(code => watches[code].isTrue(action, today)).map(code => ({ code, message: watches[code].message }))
}

const watches: Record<ActionWarningCode, { message: string, isTrue: (action: WatchedAction, today: LocalDate) => boolean }> = {
  no_lead: {
    message: 'No person leads it: name one, so that reminders reach somebody.',
    isTrue: ({ leadPersonId }) => leadPersonId === null
  },
  owner_agency_ended: {
    message: 'Its owner agency no longer exists: give it to the successor.',
    isTrue: ({ ownerValidTo }, today) => ownerValidTo !== null && isBefore(ownerValidTo, today)
  },
  nobody_eligible_to_sign_off: {
    message: 'Nobody could sign it off: make someone of another agency a reviewer.',
    isTrue: ({ eligibleReviewers }) => eligibleReviewers === 0
  },
  resume_date_passed: {
    message: 'It is paused beyond the day on which it was to resume: resume it, or ask for an extension.',
    isTrue: ({ status, resumeOn }, today) => status === 'paused' && resumeOn !== null && isBefore(resumeOn, today)
  }
}
