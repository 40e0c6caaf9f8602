import { daysForetold, dueSteps, forecast } from '../../domain/escalation.ts'
import type { ForecastStep, Ledger as Said } from '../../domain/escalation.ts'
import { localDateAt } from '../../domain/local-date.ts'
import type { Caller } from '../../domain/permission.ts'
import { explainSilence } from '../../domain/reminder-silence.ts'
import type { Delay, Silence } from '../../domain/reminder-silence.ts'
import { withdrawalOf } from '../../domain/reminder-standing.ts'
import { reachingChannels } from '../../domain/reminder.ts'
import type { Chased } from '../../domain/reminder.ts'
import { closedBecause, localTimeAt } from '../../domain/send-window.ts'
import type { Queryable } from '../../platform/database/database.ts'
import { findAction } from '../actions/queries.ts'
import type { ShownAction } from '../actions/queries.ts'
import { findCandidatesOfAction } from './candidate-queries.ts'
import type { Way } from './delivery-queries.ts'
import { readLadder } from './ladder.ts'
import type { Ladder } from './ladder.ts'
import { findServed } from './ledger-queries.ts'
import { listRemindersOfAction } from './queries.ts'
import type { LedgerRow } from './queries.ts'

/** What will be said of one subject of the action, on which day and to whom. */
export interface NextReminder extends ForecastStep { readonly chased: Chased }

export interface RemindersOfAction {
  readonly action: ShownAction
  /** The latest first. */
  readonly ledger: readonly LedgerRow[]
  readonly next: readonly NextReminder[]
  readonly why: readonly Silence[]
}

/** All about the reminders of an action: what was sent, what will be, and why somebody hears nothing. */
export async function findActionReminders (db: Queryable, caller: Caller, id: string, { channel, now }: Way): Promise<RemindersOfAction> {
  const { partnershipId } = caller
  const [action, ladder, ledger, candidates] = await Promise.all([
    findAction(db, caller, id), readLadder(db, partnershipId, now), listRemindersOfAction(db, partnershipId, id), findCandidatesOfAction(db, partnershipId, id)
  ])
  const chased = candidates.map(ladder.chasedOf)
  const addresses = chased.flatMap(({ recipients }) => Object.values(recipients).flat()).map(({ address }) => address)
  const served = await findServed(db, { partnershipId, channel, sendOn: ladder.today }, addresses)
  const told: Told = { ledger: ledger.filter((row) => row.channel === channel || (row.state === 'sent' && reachingChannels.includes(row.channel))), served }
  const next = chased.flatMap((each) => forecastOf(each, ladder, told)).toSorted((a, b) => a.on < b.on ? -1 : a.on > b.on ? 1 : 0)
  return { action, ledger: ledger.map((row) => asItStands(row, chased)), next, why: whySilent(action, chased, ladder, told, next, now) }
}

/** What was planned and no longer stands is told as what it becomes when its hour comes. */
function asItStands (row: LedgerRow, chased: readonly Chased[]): LedgerRow {
  if (row.state !== 'planned') return row
  const withdrawal = withdrawalOf({ ...row, latestStep: row.step }, chased.find(({ subjectType, subjectId }) => subjectType === row.subjectType && subjectId === row.subjectId))
  return withdrawal === undefined ? row : { ...row, state: 'skipped', reason: withdrawal }
}

/** What has been said by a way that counts, and whom nothing more is said to today. */
interface Told { readonly ledger: readonly LedgerRow[], readonly served: ReadonlySet<string> }

function forecastOf (chased: Chased, { policy, today, bankHolidays }: Ladder, { ledger, served }: Told): NextReminder[] {
  const span = { from: today, days: daysForetold, bankHolidays, served }
  return forecast(chased, policy, span, saidOf(chased, ledger)).map((step) => ({ ...step, chased }))
}

function saidOf (chased: Chased | undefined, ledger: readonly LedgerRow[]): Said {
  const said = new Set(rowsAbout(chased, ledger).map(({ step, recipient }) => `${step} ${recipient}`))
  return (step, address) => said.has(`${step} ${address}`)
}

function rowsAbout (chased: Chased | undefined, ledger: readonly LedgerRow[]): LedgerRow[] {
  if (chased === undefined) return []
  return ledger.filter((row) => row.subjectType === chased.subjectType && row.subjectId === chased.subjectId && row.occurrence === chased.occurrence && row.dueOn === chased.dueOn)
}

function whySilent (action: ShownAction, all: readonly Chased[], ladder: Ladder, { ledger, served }: Told, next: readonly NextReminder[], now: string): Silence[] {
  const { policy, directory, today, timeZone } = ladder
  const chased = all.find(({ subjectId }) => subjectId === action.id)
  const about = rowsAbout(chased, ledger)
  const acknowledged = about.filter((row) => row.acknowledgedAt !== null).toSorted((a, b) => b.step - a.step)[0]
  const onTheirWay = saidOf(chased, about.filter(({ state, sendOn }) => state !== 'planned' || sendOn <= today))
  const postponed = chased === undefined ? [] : dueSteps(chased, policy, today, onTheirWay).filter(({ recipient }) => served.has(recipient.address))
  const nextOn = next.find((step) => step.chased === chased)?.on
  return explainSilence({ action, chased, policy, directory, acknowledged, nextOn, postponed, delay: delayOf(about, timeZone), closed: closedBecause(now, { ...ladder, sendAt: policy.sendAt }) })
}

function delayOf (about: readonly LedgerRow[], timeZone: string): Delay | undefined {
  const [first] = about.filter(({ state, fault }) => state === 'planned' && fault !== null).toSorted((a, b) => a.nextAttemptAt < b.nextAttemptAt ? -1 : 1)
  if (first?.fault == null) return undefined
  return { attempts: first.attempts, fault: first.fault, nextAt: `${localDateAt(first.nextAttemptAt, timeZone)} ${localTimeAt(first.nextAttemptAt, timeZone)}` }
}
