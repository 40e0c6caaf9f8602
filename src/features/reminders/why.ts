import { daysForetold, dueSteps, forecast } from '../../domain/escalation.ts'
import type { ForecastStep, Ledger as Said } from '../../domain/escalation.ts'
import type { Caller } from '../../domain/permission.ts'
import { explainSilence } from '../../domain/reminder-silence.ts'
import type { Silence } from '../../domain/reminder-silence.ts'
import type { Chased } from '../../domain/reminder.ts'
import { closedBecause } from '../../domain/send-window.ts'
import type { Queryable } from '../../platform/database/database.ts'
import { findAction } from '../actions/queries.ts'
import type { ShownAction } from '../actions/queries.ts'
import { findCandidatesOfAction } from './candidate-queries.ts'
import { readLadder } from './ladder.ts'
import type { Ladder } from './ladder.ts'
import { findServed } from './ledger-queries.ts'
import { listRemindersOfAction } from './queries.ts'
import type { ReminderRow } from './queries.ts'

/** What will be said of one subject of the action, on which day and to whom. */
export interface NextReminder extends ForecastStep { readonly chased: Chased }

export interface RemindersOfAction {
  readonly action: ShownAction
  /** The latest first. */
  readonly ledger: readonly ReminderRow[]
  readonly next: readonly NextReminder[]
  readonly why: readonly Silence[]
}

/** All about the reminders of an action: what was sent, what will be, and why somebody hears nothing. */
export async function findActionReminders (db: Queryable, caller: Caller, id: string, now: string): Promise<RemindersOfAction> {
  const { partnershipId } = caller
  const [action, ladder, ledger, candidates] = await Promise.all([
    findAction(db, caller, id), readLadder(db, partnershipId, now), listRemindersOfAction(db, partnershipId, id), findCandidatesOfAction(db, partnershipId, id)
  ])
  const chased = candidates.map(ladder.chasedOf)
  const addresses = chased.flatMap(({ recipients }) => Object.values(recipients).flat()).map(({ address }) => address)
  const told: Told = { ledger, served: await findServed(db, { partnershipId, sendOn: ladder.today }, addresses) }
  const next = chased.flatMap((each) => forecastOf(each, ladder, told)).toSorted((a, b) => a.on < b.on ? -1 : a.on > b.on ? 1 : 0)
  return { action, ledger, next, why: whySilent(action, chased, ladder, told, next, now) }
}

/** What has been said, and whom nothing more is said to today. */
interface Told { readonly ledger: readonly ReminderRow[], readonly served: ReadonlySet<string> }

function forecastOf (chased: Chased, { policy, today, bankHolidays }: Ladder, { ledger, served }: Told): NextReminder[] {
  const span = { from: today, days: daysForetold, bankHolidays, served }
  return forecast(chased, policy, span, saidOf(chased, ledger)).map((step) => ({ ...step, chased }))
}

function saidOf (chased: Chased | undefined, ledger: readonly ReminderRow[]): Said {
  const said = new Set(ledger.filter((row) => chased !== undefined && isAbout(row, chased)).map(({ step, recipient }) => `${step} ${recipient}`))
  return (step, address) => said.has(`${step} ${address}`)
}

function isAbout (row: ReminderRow, { subjectType, subjectId, occurrence, dueOn }: Chased): boolean {
  return row.subjectType === subjectType && row.subjectId === subjectId && row.occurrence === occurrence && row.dueOn === dueOn
}

function whySilent (action: ShownAction, all: readonly Chased[], ladder: Ladder, { ledger, served }: Told, next: readonly NextReminder[], now: string): Silence[] {
  const { policy, directory, today } = ladder
  const chased = all.find(({ subjectId }) => subjectId === action.id)
  const acknowledged = ledger.filter((row) => row.acknowledgedAt !== null && chased !== undefined && isAbout(row, chased)).toSorted((a, b) => b.step - a.step)[0]
  const gone = saidOf(chased, ledger.filter(({ state }) => state !== 'planned'))
  const postponed = chased === undefined ? [] : dueSteps(chased, policy, today, gone).filter(({ recipient }) => served.has(recipient.address))
  const nextOn = next.find((step) => step.chased === chased)?.on
  return explainSilence({ action, chased, policy, directory, acknowledged, nextOn, postponed, closed: closedBecause(now, { ...ladder, sendAt: policy.sendAt }) })
}
