import { randomUUID } from 'node:crypto'
import { within } from '../../platform/database/tenancy.ts'
import { withTransaction } from '../../platform/database/transaction.ts'
import type { TaskList } from '../../platform/jobs/task-list.ts'
import type { Logger } from '../../platform/log.ts'
import type { Services } from '../../services.ts'
import { listPartnerships } from '../partnerships/queries.ts'
import { systemCaller } from '../system-caller.ts'
import { enqueueLate } from './delivery-queries.ts'
import { channelOf, deliverMessage } from './delivery.ts'
import { planReminders } from './planning.ts'
import { takeReturns } from './returns.ts'

type ReminderTask = 'reminders.plan' | 'reminders.deliver' | 'reminders.sweep' | 'reminders.returns'

export function reminderTasks (services: Services, log: Logger): Pick<TaskList, ReminderTask> {
  return {
    'reminders.plan': async (_payload, stopping) => { await planEverywhere(services, log, stopping) },
    'reminders.deliver': async (key) => { await deliverMessage({ ...services, log }, key) },
    'reminders.sweep': async () => { await withTransaction(services.database.pool, async (tx) => await enqueueLate(tx, { channel: services.mailer.channel, now: services.clock.now() })) },
    'reminders.returns': async () => { await takeReturns({ ...services, log }) }
  }
}

/** Each partnership by itself: what goes wrong in one holds up no other. */
async function planEverywhere (services: Services, log: Logger, stopping: AbortSignal): Promise<void> {
  for (const { id: partnershipId } of await listPartnerships(services.database)) {
    if (stopping.aborted) return
    try {
      const planned = { partnershipId, channel: channelOf(services.config), sendWindow: 'observed', by: systemCaller(partnershipId), requestId: `schedule-${randomUUID()}` } as const
      const counts = await within(partnershipId, async () => await planReminders(services, planned))
      if (counts.planned > 0) log.info({ partnershipId, ...counts }, 'reminders are planned')
    } catch (error) {
      log.error({ err: error, partnershipId }, 'the reminders of a partnership could not be planned; they are in five minutes')
    }
  }
}
