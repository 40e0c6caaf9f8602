import { rungs } from '../../domain/reminder.ts'
import type { ReminderSubject } from '../../domain/reminder.ts'
import type { Happening } from '../events/record.ts'
import type { DueReminder, LedgerEntry } from './ledger-queries.ts'

/** What an event calls the thing that is chased. */
const subjectOfEvent: Readonly<Record<ReminderSubject, string>> = {
  action: 'action', pause: 'action', sign_off: 'action', milestone: 'milestone', extension: 'extension', evidence: 'evidence', impact_review: 'impact_review', observation: 'measure'
}

/** One event for each step that nobody had been told, for those who deliver reminders themselves. To whom, the ledger tells. */
export function stepsTold (entries: readonly LedgerEntry[]): Happening[] {
  const highest = new Map<string, DueReminder>()
  for (const { reminder } of entries) {
    const { chased: { subjectType, subjectId, occurrence }, step } = reminder
    const key = `${subjectType} ${subjectId} ${occurrence} ${step}`
    const known = highest.get(key)
    if (known === undefined || rungs.indexOf(known.rung) < rungs.indexOf(reminder.rung)) highest.set(key, reminder)
  }
  return [...highest.values()].map(({ chased: { subjectType, subjectId, occurrence, actionId, dueOn }, step, rung }) => ({
    subject: { type: subjectOfEvent[subjectType], id: subjectId },
    after: { chasedFor: subjectType, actionId, step, rung, dueOn, ...(occurrence === '' ? {} : { period: occurrence }) }
  }))
}
