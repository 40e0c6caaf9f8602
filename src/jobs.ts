import { actionVersionTasks } from './features/action-versions/tasks.ts'
import { importTasks } from './features/imports/tasks.ts'
import { peopleTasks } from './features/people/tasks.ts'
import { reminderTasks } from './features/reminders/tasks.ts'
import { webhookTasks } from './features/webhooks/tasks.ts'
import { startWebhooks } from './features/webhooks/sending.ts'
import { purgeIdempotencyKeys } from './platform/http/idempotency-purge.ts'
import type { JobDatabase } from './platform/jobs/connections.ts'
import { dropGivenUpJobs } from './platform/jobs/given-up.ts'
import { startJobWorker } from './platform/jobs/worker.ts'
import type { JobWorker } from './platform/jobs/worker.ts'
import type { Logger } from './platform/log.ts'
import type { Services } from './services.ts'

/** Every job of the service, put together by hand. To be loaded only by a process that works jobs: it brings the queue's library with it. */
export function startJobs (services: Services, database: JobDatabase, log: Logger): JobWorker {
  const tasks = {
    ...actionVersionTasks(services, log),
    ...reminderTasks(services, log),
    ...webhookTasks(services, log),
    ...importTasks(services, log),
    ...peopleTasks(services, log),
    'idempotency_keys.purge': async (_payload: unknown, stopping: AbortSignal) => { await purgeIdempotencyKeys(services.database, services.clock.now(), stopping) },
    'jobs.purge': async () => { await dropGivenUpJobs(services.database) }
  }
  const worker = startJobWorker({ ...database, tasks, log })
  const webhooks = startWebhooks(services, log)
  return { stop: async () => { await Promise.all([worker.stop(), webhooks.stop()]) } }
}
