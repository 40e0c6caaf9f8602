import type { TaskList } from '../../platform/jobs/task-list.ts'
import type { Logger } from '../../platform/log.ts'
import type { Services } from '../../services.ts'
import { purgeDeliveries } from './delivery-queries.ts'
import { sendNotice } from './notice.ts'

export function webhookTasks (services: Services, log: Logger): Pick<TaskList, 'webhooks.notify' | 'webhooks.purge'> {
  return {
    'webhooks.notify': async (notice) => { await sendNotice(services, log, notice) },
    'webhooks.purge': async (_payload, stopping) => { await purgeDeliveries(services.database, services.clock.now(), stopping) }
  }
}
