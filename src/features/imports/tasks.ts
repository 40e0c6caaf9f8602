import type { TaskList } from '../../platform/jobs/task-list.ts'
import type { Logger } from '../../platform/log.ts'
import type { Services } from '../../services.ts'
import { runImport } from './running.ts'
import { sweepImports } from './upkeep-queries.ts'

export function importTasks (services: Services, log: Logger): Pick<TaskList, 'imports.run' | 'imports.sweep'> {
  return {
    'imports.run': async (key, stopping) => { await runImport({ services, log, stopping }, key) },
    'imports.sweep': async (_payload, stopping) => { await sweepImports(services.database, services.clock.now(), stopping) }
  }
}
