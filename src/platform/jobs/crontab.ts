import type { CronItem } from 'graphile-worker'
import type { TaskName } from './task-list.ts'

/** Everything that happens by the clock, in UTC: a tick that is late, missed or doubled does no harm to any of it. */
export const crontab: readonly CronItem[] = [
  // Reminders go out in each partnership's own hour: planning looks whether it has come.
  every('*/5 * * * *', 'reminders.plan'),
  // Who asks for a plan as it stood does what is left of it first: that should be little.
  every('* * * * *', 'action_versions.keep'),
  // A message whose job was lost with a worker, or with the queue, is late by a minute.
  every('* * * * *', 'reminders.sweep'),
  // An address that is no more is often known only after the message was accepted.
  every('17 * * * *', 'reminders.returns'),
  // Deliveries are looked up for a month.
  every('29 * * * *', 'webhooks.purge'),
  // An import whose job was lost goes on within minutes; the rows of a file are kept for a month.
  every('*/3 * * * *', 'imports.sweep'),
  // A key may be used again after 24 hours.
  every('41 * * * *', 'idempotency_keys.purge'),
  // A job that was given up is looked at for an hour or a week.
  every('*/10 * * * *', 'jobs.purge')
]

/** What has not begun by the next tick is not done twice. */
function every (match: string, task: TaskName): CronItem {
  return { match, task, options: { jobKey: task, maxAttempts: 1 } }
}
