import { realpathSync } from 'node:fs'
import { resolve } from 'node:path'
import type { Config } from '../config.ts'
import { backUp } from '../platform/backup/backup.ts'
import type { Manifest } from '../platform/backup/backup.ts'
import { systemClock } from '../platform/clock.ts'
import { connectAsSuperuser } from '../platform/postgres/embedded.ts'
import { CommandError } from './command.ts'
import type { Command } from './command.ts'
import { reachDatabase } from './reach-database.ts'

export const backup: Command = {
  name: 'backup',
  summary: 'Copies the whole data folder, database and files, while the service runs. The copy holds its secrets: keep it as safe as the folder.',
  options: {
    into: { value: '<folder>', description: 'Where to; a folder that is not there yet, best on another disk.', required: true }
  },
  run: async (given, config) => {
    if (config.databaseUrl !== undefined) throw new CommandError('The database of DATABASE_URL is backed up by PostgreSQL’s own means: pg_basebackup, or continuous archiving. docs/operations.md tells what else belongs to a backup.')
    const into = resolve(given.text('into'))
    return told(await copied(config, into), into, config)
  }
}

async function copied (config: Config, into: string): Promise<Manifest> {
  const reached = await reachDatabase(config)
  try {
    const client = await connectAsSuperuser(config.dataDir)
    return await backUp({ dataDir: realpathSync(config.dataDir), into, client, now: systemClock.now }).finally(async () => { await client.end() })
  } finally {
    await reached.leave()
  }
}

function told ({ endedAt, files }: Manifest, into: string, { storageUrl }: Config): string {
  const mebibytes = Math.ceil(files.reduce((sum, { size }) => sum + size, 0) / 1_048_576)
  const elsewhere = storageUrl === undefined ? '' : '\nThe files of evidence lie elsewhere (STORAGE_URL) and are not in it: copy them too, after this.'
  return `${into} holds the state of ${endedAt}: ${files.length} files, ${mebibytes} MiB.${elsewhere}\nnpm run cli -- restore --from ${into} --into <new folder> brings it back.`
}
