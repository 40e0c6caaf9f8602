import type { DeliveryStatus } from './action.ts'
import { dueSteps } from './escalation.ts'
import type { DueStep } from './escalation.ts'
import type { LocalDate } from './local-date.ts'
import { normalAddress } from './reminder-recipients.ts'
import type { Directory, OwnedWork } from './reminder-recipients.ts'
import type { ReminderPolicy } from './reminder-policy.ts'
import type { Chased } from './reminder.ts'
import type { ClosedBecause } from './send-window.ts'

/** Why somebody hears nothing, or somebody else does. */
export const silenceCodes = [
  'completed', 'closed', 'paused', 'awaiting_sign_off', 'not_yet_due', 'no_lead', 'no_agency_address', 'address_failed', 'no_recipient',
  'acknowledged', 'weekend', 'bank_holiday', 'before_send_time', 'delivery_delayed', 'digest_sent'
] as const

export type SilenceCode = typeof silenceCodes[number]

/** A digest that was tried and could not be delivered yet. */
export interface Delay {
  readonly attempts: number
  /** A short word per cause, such as `server_busy`. */
  readonly fault: string
  /** When it is tried again, as a local day and time. */
  readonly nextAt: string
}

export interface Silence { readonly code: SilenceCode, readonly message: string }

/** What an action's silence is explained from. */
export interface Quiet {
  readonly action: OwnedWork & { readonly status: DeliveryStatus, readonly resumeOn: LocalDate | null, readonly dueOn: LocalDate }
  /** The action, or its pause or sign-off; undefined when it has ended. */
  readonly chased: Chased | undefined
  readonly policy: ReminderPolicy
  readonly directory: Directory
  readonly closed: ClosedBecause | undefined
  /** The first day on which anything about it will be said; undefined when none is in sight. */
  readonly nextOn: LocalDate | undefined
  /** What is due today and was not told, since the digest of whoever hears it has gone. */
  readonly postponed: readonly DueStep[]
  /** Of the digests that tell of it and wait to be tried again, the one that does so first. */
  readonly delay: Delay | undefined
  /** The latest step that somebody has acknowledged for the present due date. */
  readonly acknowledged: { readonly step: number } | undefined
}

/** Says in words why nothing was sent about an action, or why it went to someone else. */
export function explainSilence (quiet: Quiet): Silence[] {
  return [...ofStatus(quiet), ...ofRecipients(quiet), ...ofAcknowledgement(quiet), ...ofDelay(quiet), ...ofTime(quiet)]
}

function ofStatus ({ action: { status, resumeOn } }: Quiet): Silence[] {
  switch (status) {
    case 'completed': return [{ code: 'completed', message: 'The action is completed and is not chased; its impact reviews are, when they are due.' }]
    case 'closed_not_delivered': return [{ code: 'closed', message: 'The action is closed and is not chased.' }]
    case 'paused': return [{ code: 'paused', message: `The action is paused: it is chased for its pause, which ends on ${resumeOn}, and not for its due date.` }]
    case 'awaiting_sign_off': return [{ code: 'awaiting_sign_off', message: 'The action waits for sign-off: those who may sign it off are reminded, not its lead.' }]
    default: return []
  }
}

function ofRecipients ({ action, chased, directory }: Quiet): Silence[] {
  if (chased === undefined) return []
  const nobody: Silence[] = Object.values(chased.recipients).every((list) => list.length === 0)
    ? [{ code: 'no_recipient', message: 'Nobody can be written to: there is no working address, not even of a coordinator.' }]
    : []
  return chased.subjectType === 'sign_off' ? nobody : [...ofLead(action, directory), ...ofAgency(action, chased, directory), ...nobody]
}

function ofLead ({ leadPersonId }: OwnedWork, { people, failedAddresses }: Directory): Silence[] {
  const lead = leadPersonId === null ? undefined : people.get(leadPersonId)
  if (lead === undefined) return [{ code: 'no_lead', message: 'The action has no lead: what the lead would hear goes to the next who has an address.' }]
  if (!lead.active) return [{ code: 'no_lead', message: 'The lead of the action is no longer active: what the lead would hear goes to the next who has an address.' }]
  if (failedAddresses.has(normalAddress(lead.email))) return [{ code: 'address_failed', message: 'The address of the lead refused a message: until it is mended, the next who has an address is written to.' }]
  return []
}

function ofAgency ({ ownerAgencyId }: OwnedWork, { recipients }: Chased, { agencies, failedAddresses }: Directory): Silence[] {
  if (recipients.agency.length > 0) return []
  const email = ownerAgencyId === null ? null : agencies.get(ownerAgencyId)?.email ?? null
  if (email !== null && failedAddresses.has(normalAddress(email))) return [{ code: 'address_failed', message: 'The address of the owner agency refused a message: until it is mended, the next who has an address is written to.' }]
  return [{ code: 'no_agency_address', message: 'The owner agency has no address for reminders: its steps go to its senior leader, or to the coordinators.' }]
}

function ofAcknowledgement ({ acknowledged, nextOn }: Quiet): Silence[] {
  if (acknowledged === undefined) return []
  return [{ code: 'acknowledged', message: `The step of day ${acknowledged.step} was acknowledged; the ladder goes on${nextOn === undefined ? '' : `, next on ${nextOn}`}.` }]
}

function ofDelay ({ delay }: Quiet): Silence[] {
  if (delay === undefined) return []
  const { attempts, fault, nextAt } = delay
  return [{ code: 'delivery_delayed', message: `A message about it could not be delivered yet (${fault.replaceAll('_', ' ')}), after ${attempts} ${attempts === 1 ? 'attempt' : 'attempts'}; it is tried again from ${nextAt} on.` }]
}

function ofTime ({ chased, policy, directory: { today }, closed, nextOn, postponed }: Quiet): Silence[] {
  if (chased === undefined) return []
  const goOn = nextOn === undefined ? '' : ` The next is on ${nextOn}.`
  if (dueSteps(chased, policy, today).length === 0) return [{ code: 'not_yet_due', message: `The first step of the ladder has not come; it is due on ${chased.dueOn}.${goOn}` }]
  switch (closed) {
    case 'weekend': return [{ code: closed, message: `Reminders go out on working days; ${today} is at the weekend.${goOn}` }]
    case 'bank_holiday': return [{ code: closed, message: `Reminders go out on working days; ${today} is a bank holiday.${goOn}` }]
    case 'before_send_time': return [{ code: closed, message: `Reminders go out from ${policy.sendAt} on.` }]
    default: return postponed.length === 0 ? [] : [{ code: 'digest_sent', message: 'The digest of today had gone before this was to be told, and nobody has two a day: it is in that of the next working day.' }]
  }
}
