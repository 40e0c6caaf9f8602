import { addDays, daysBetween } from './local-date.ts'
import type { LocalDate } from './local-date.ts'
import type { LadderStep, ReminderPolicy } from './reminder-policy.ts'
import { rungs } from './reminder.ts'
import type { Chased, Recipient, Recipients, ReminderSubject, Rung } from './reminder.ts'
import { isWorkingDay } from './working-day.ts'
import type { BankHolidays } from './working-day.ts'

/** A step that somebody is to hear now. */
export interface DueStep {
  /** Days from the due date; of a step that recurs, those of this recurrence. */
  readonly step: number
  /** As whom the recipient hears it. */
  readonly rung: Rung
  readonly recipient: Recipient
}

/** Whether a step for the present due date has been planned for an address already. */
export type Ledger = (step: number, address: string) => boolean

export const emptyLedger: Ledger = () => false

/**
 * What is to be said on a day, and to whom: each rung's latest step, so that
 * whatever was missed collapses into it, and each address one step at most. A
 * new due date, lead or address is not on the ledger: for it, the ladder is armed anew.
 */
export function dueSteps (chased: Chased, policy: ReminderPolicy, today: LocalDate, ledger: Ledger = emptyLedger): DueStep[] {
  const day = daysBetween(chased.dueOn, today)
  const latest = new Map<string, DueStep>()
  for (const rung of rungs) {
    const step = latestStepOn(day, stepsHeardBy(rung, chased.subjectType, policy))
    if (step === undefined) continue
    const { reached, recipients } = climb(chased.recipients, rung)
    for (const recipient of recipients) {
      const known = latest.get(recipient.address)
      if (known === undefined || known.step < step) latest.set(recipient.address, { step, rung: known?.rung ?? reached, recipient })
    }
  }
  return [...latest.values()].filter(({ step, recipient }) => !ledger(step, recipient.address))
}

/**
 * The lead hears every step, the other rungs their own. A milestone is a matter
 * of the lead's: it is chased at every step for as long as it is late, and does
 * not climb; what climbs is its action.
 */
function stepsHeardBy (rung: Rung, subjectType: ReminderSubject, { steps }: ReminderPolicy): readonly LadderStep[] {
  if (rung === 'lead') return steps
  return subjectType === 'milestone' ? [] : steps.filter(({ to }) => to === rung)
}

function latestStepOn (day: number, steps: readonly LadderStep[]): number | undefined {
  let latest: number | undefined
  for (const { days, every } of steps) {
    if (days > day) continue
    const reached = every === undefined ? days : days + Math.floor((day - days) / every) * every
    if (latest === undefined || reached > latest) latest = reached
  }
  return latest
}

/** A step without a recipient goes to the next rung that has one, finally to the coordinators. */
function climb (recipients: Recipients, from: Rung): { readonly reached: Rung, readonly recipients: readonly Recipient[] } {
  const reached = rungs.slice(rungs.indexOf(from)).find((rung) => recipients[rung].length > 0) ?? 'coordinator'
  return { reached, recipients: recipients[reached] }
}

/** How many days before its due date the ladder of a policy begins. */
export function daysAhead ({ steps }: ReminderPolicy): number {
  return Math.max(0, ...steps.map(({ days }) => -days))
}

/** How many days ahead is told what will be said. */
export const daysForetold = 60

/** A step that will be said, should nothing change until then. */
export interface ForecastStep extends DueStep { readonly on: LocalDate }

export interface ForecastSpan {
  readonly from: LocalDate
  readonly days: number
  readonly bankHolidays: BankHolidays
  /** Addresses that have had their digest of the first day: what else is due then, they hear on the next. */
  readonly served: ReadonlySet<string>
}

/** What will be said on the working days to come, should nothing change. */
export function forecast (chased: Chased, policy: ReminderPolicy, { from, days, bankHolidays, served }: ForecastSpan, ledger: Ledger): ForecastStep[] {
  const said = new Set<string>()
  const dates = Array.from({ length: days + 1 }, (_, index) => addDays(from, index)).filter((date) => isWorkingDay(date, bankHolidays))
  return dates.flatMap((on) => {
    const due = dueSteps(chased, policy, on, (step, address) => ledger(step, address) || said.has(`${step} ${address}`) || (on === from && served.has(address)))
    for (const { step, recipient } of due) said.add(`${step} ${recipient.address}`)
    return due.map((each) => ({ ...each, on }))
  })
}
