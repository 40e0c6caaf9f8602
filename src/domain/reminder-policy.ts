import { fieldError } from './field-refusal.ts'
import type { FieldError } from './field-refusal.ts'
import { Refusal } from './refusal.ts'
import type { Rung } from './reminder.ts'

/** A step of the ladder: so many days from the due date, and, where it recurs, every so many days from then on. */
export interface LadderStep {
  /** Negative before the due date, positive after it. */
  readonly days: number
  readonly every?: number
  readonly to: Rung
}

/** When and how hard a partnership chases. */
export interface ReminderPolicy {
  /** The local hour from which reminders go out, `HH:MM`. */
  readonly sendAt: string
  readonly steps: readonly LadderStep[]
}

/** The ladder of a partnership that has set none of its own. */
export const standardPolicy: ReminderPolicy = {
  sendAt: '09:00',
  steps: [
    { days: -14, to: 'lead' },
    { days: -7, to: 'lead' },
    { days: -1, to: 'lead' },
    { days: 0, to: 'lead' },
    { days: 1, to: 'lead' },
    { days: 1, to: 'deputy' },
    { days: 7, to: 'agency' },
    { days: 14, every: 14, to: 'senior_leader' },
    { days: 30, every: 30, to: 'coordinator' }
  ]
}

export const earliestStep = -365
export const latestStep = 730
export const longestRecurrence = 365

/** Days that may pass without a step once the due date has: a quarter, the rhythm in which boards meet. */
export const longestSilence = 92

/** Refuses a ladder that could not be climbed, says something twice, or would fall silent while something is open. */
export function requireSoundPolicy ({ sendAt, steps }: ReminderPolicy): void {
  const errors = [...faultsOfTime(sendAt), ...steps.flatMap(faultsOfStep), ...repeated(steps), ...silence(steps)]
  if (errors.length > 0) throw new Refusal('rule-broken', `The ladder cannot be used: ${errors.map(({ detail }) => detail).join('; ')}.`, { errors })
}

function faultsOfTime (sendAt: string): FieldError[] {
  return /^([01]\d|2[0-3]):[0-5]\d$/.test(sendAt) ? [] : [fieldError('sendAt', `${JSON.stringify(sendAt)} is not a local time such as 09:00`)]
}

function faultsOfStep ({ days, every }: LadderStep, place: number): FieldError[] {
  const faults: FieldError[] = []
  if (!isWithin(days, earliestStep, latestStep)) faults.push(fieldError(`steps/${place}/days`, `days ${days} is not between ${earliestStep} and ${latestStep}`))
  if (every === undefined) return faults
  if (!isWithin(every, 1, longestRecurrence)) faults.push(fieldError(`steps/${place}/every`, `every ${every} is not between 1 and ${longestRecurrence}`))
  if (days < 0) faults.push(fieldError(`steps/${place}/every`, 'only a step on or after the due date recurs'))
  return faults
}

function isWithin (value: number, least: number, most: number): boolean {
  return Number.isInteger(value) && value >= least && value <= most
}

function repeated (steps: readonly LadderStep[]): FieldError[] {
  return steps.flatMap((step, place) => {
    const isRepeated = steps.slice(0, place).some(({ days, to }) => days === step.days && to === step.to)
    return isRepeated ? [fieldError(`steps/${place}`, `the step of day ${step.days} to the ${step.to} is there twice`)] : []
  })
}

/** From the due date to the first step that recurs often enough, and between its recurrences, the lead hears something each quarter. */
function silence (steps: readonly LadderStep[]): FieldError[] {
  const goesOn = Math.min(...steps.filter(({ days, every }) => days >= 0 && every !== undefined && every <= longestSilence).map(({ days }) => days))
  const heard = [0, ...steps.map(({ days }) => days).filter((days) => days > 0 && days <= goesOn)].sort((a, b) => a - b)
  const isQuiet = heard.some((days, place) => days - (heard[place - 1] ?? 0) > longestSilence)
  if (Number.isFinite(goesOn) && !isQuiet) return []
  return [fieldError('steps', `from the due date on, a step must come at least every ${longestSilence} days and one of them recur (every), or the ladder would go quiet while the action is open`)]
}
