import { within } from '../../platform/database/tenancy.ts'
import type { TaskList } from '../../platform/jobs/task-list.ts'
import type { Logger } from '../../platform/log.ts'
import type { Services } from '../../services.ts'
import { listPartnerships } from '../partnerships/queries.ts'
import { keepVersions } from './keeping.ts'

export function actionVersionTasks (services: Services, log: Logger): Pick<TaskList, 'action_versions.keep'> {
  return { 'action_versions.keep': async (_payload, stopping) => { await keepEverywhere(services, log, stopping) } }
}

/** Each partnership by itself: what goes wrong in one holds up no other. */
async function keepEverywhere (services: Services, log: Logger, stopping: AbortSignal): Promise<void> {
  for (const { id: partnershipId } of await listPartnerships(services.database)) {
    try {
      await within(partnershipId, async () => { while (!stopping.aborted && !await keepVersions(services, partnershipId)); })
    } catch (error) {
      log.error({ err: error, partnershipId }, 'the versions of a partnership’s actions could not be kept; they are within a minute')
    }
  }
}
