import { resolve } from 'node:path'
import { sql } from '../platform/database/drizzle.ts'
import { restore } from '../platform/backup/restore.ts'
import { openDatabase } from '../platform/database/database.ts'
import { startEmbeddedPostgres } from '../platform/postgres/embedded.ts'
import type { Command } from './command.ts'

export const restoreCommand: Command = {
  name: 'restore',
  summary: 'Makes a data folder of a backup, and starts its database once to bring it to the moment of the backup.',
  options: {
    from: { value: '<folder>', description: 'The backup; it is only read.', required: true },
    into: { value: '<folder>', description: 'The new data folder; must not be there yet, or be empty.', required: true }
  },
  run: async (given) => {
    const [from, into] = [resolve(given.text('from')), resolve(given.text('into'))]
    const { endedAt } = await restore({ from, into })
    const { actions, events } = await look(into)
    return `${into} is at the state of ${endedAt}: ${actions} actions, ${events} events.\nStart it with DATA_DIR=${into} npm start.`
  }
}

/** The first start replays what was written while the backup was made. */
async function look (dataDir: string): Promise<{ actions: number, events: number }> {
  const postgres = await startEmbeddedPostgres({ dataDir, log: () => {} })
  const database = openDatabase({ url: postgres.url, connections: 1 })
  try {
    const [row] = await database.rows<{ actions: number, events: number }>(sql`select (select count(*) from actions) as actions, (select count(*) from events) as events`)
    return row ?? { actions: 0, events: 0 }
  } finally {
    await database.close()
    await postgres.stop()
  }
}
