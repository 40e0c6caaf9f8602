import type { TaskList } from '../../platform/jobs/task-list.ts'
import type { Logger } from '../../platform/log.ts'
import type { Services } from '../../services.ts'
import { sendPersonNotice } from './notice.ts'

export function peopleTasks (services: Services, log: Logger): Pick<TaskList, 'people.notify'> {
  return { 'people.notify': async (notice) => { await sendPersonNotice(services, log, notice) } }
}
