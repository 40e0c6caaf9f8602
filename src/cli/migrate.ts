import { migrate } from '../platform/database/migrate.ts'
import type { Command } from './command.ts'
import { reachDatabase } from './reach-database.ts'

export const migrateCommand: Command = {
  name: 'migrate',
  summary: 'Brings the schema of the database up to date. The service does so itself when it starts.',
  options: {},
  run: async (_given, config) => {
    const database = await reachDatabase(config)
    const applied = await migrate(database).finally(database.leave)
    return applied === 0 ? 'The schema is up to date.' : `The schema is up to date; ${applied} ${applied === 1 ? 'migration was' : 'migrations were'} applied.`
  }
}
