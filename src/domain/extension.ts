import { isOpen } from './action.ts'
import { extend } from './due-date.ts'
import type { DueDate } from './due-date.ts'
import { isAfter } from './local-date.ts'
import type { LocalDate } from './local-date.ts'
import { Refusal } from './refusal.ts'
import type { JudgedWork } from './separation-of-duties.ts'

export const extensionStates = ['requested', 'agreed', 'declined'] as const

export type ExtensionState = typeof extensionStates[number]

export const extensionOutcomes = ['agreed', 'declined'] as const satisfies readonly ExtensionState[]

export type ExtensionOutcome = typeof extensionOutcomes[number]

/** Refuses a request for what has ended, beside another that still waits, or for a date that is not later. */
export function requireExtendable (action: DueDate, proposedDueOn: LocalDate, waiting: { readonly id: string } | undefined): void {
  requireOpen(action)
  if (waiting !== undefined) {
    throw new Refusal('already-exists', 'A request for this action is waiting for its decision; there is one at a time.', { extensionId: waiting.id })
  }
  extend(action, proposedDueOn)
}

/** An action as far as its due date goes. */
export interface Extensible extends DueDate { readonly extensionCount: number }

export interface RequestedExtension {
  readonly state: ExtensionState
  readonly proposedDueOn: LocalDate
}

/** Agrees to a later date: the due date moves, the original never does. Refused once decided, ended or overtaken. */
export function agreeExtension (extension: RequestedExtension, action: Extensible): Pick<Extensible, 'dueOn' | 'extensionCount'> {
  requireUndecided(extension)
  requireOpen(action)
  if (!isAfter(extension.proposedDueOn, action.dueOn)) {
    throw new Refusal('extension-overtaken',
      `The due date has become ${action.dueOn} since; ${extension.proposedDueOn}, which was asked for, is not later. Decline this request; another can be made.`,
      { dueOn: action.dueOn, proposedDueOn: extension.proposedDueOn })
  }
  return { dueOn: extend(action, extension.proposedDueOn).dueOn, extensionCount: action.extensionCount + 1 }
}

/** Declines a request: the date stays. What has ended or been overtaken can still be declined, so that no request waits for ever. */
export function declineExtension (extension: RequestedExtension): void {
  requireUndecided(extension)
}

function requireUndecided ({ state }: RequestedExtension): void {
  if (state === 'requested') return
  throw new Refusal('already-decided', `This request was ${state} already; a decision stands, and another request can be made.`, { state })
}

function requireOpen ({ status }: DueDate): void {
  if (isOpen({ status })) return
  throw new Refusal('action-not-open', `The action is ${status}: the due date of what has ended does not move. It would have to be reopened, with a new date.`, { actionStatus: status })
}

interface AskedExtension {
  readonly byPersonId: string | null
  readonly byApiKeyId: string | null
  readonly byAgencyId: string | null
  readonly ownerAgencyIdWhenRequested: string
}

/** Whose work a decision would judge: the requester's and the owner's, when it was asked and now. */
export function workOfExtension (extension: AskedExtension, action: { readonly ownerAgencyId: string }): JudgedWork {
  return {
    ownerAgencyId: action.ownerAgencyId,
    ownerAgencyIdWhenSubmitted: extension.ownerAgencyIdWhenRequested,
    submittedById: extension.byPersonId ?? extension.byApiKeyId,
    submittedByAgencyId: extension.byAgencyId
  }
}
