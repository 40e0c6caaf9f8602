import { execFile } from 'node:child_process'
import { existsSync, mkdirSync, renameSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { startEmbeddedPostgres } from '../../src/platform/postgres/embedded.ts'
import { readSecrets, writeSecrets } from '../../src/platform/postgres/secrets.ts'
import { alone, preparedFolders } from './cluster.ts'
import { dataFolder } from './data-folder.ts'
import type { Closing } from './receiver.ts'

/** A data folder whose PostgreSQL was started and stopped once. To make a new one takes some four seconds of a processor, which only the tests of that should. */
export async function folderWithCluster (t: Closing): Promise<string> {
  const folder = dataFolder(t)
  await copy(await preparedCluster(), folder)
  return folder
}

/** The folder that it is a copy of. */
export async function preparedCluster (): Promise<string> {
  return await prepared('cluster', makeCluster)
}

/** Makes a folder once for a run, whoever asks for it first, and tells where it is. */
export async function prepared (name: string, make: (folder: string) => Promise<void>): Promise<string> {
  const [folder, unfinished] = [join(preparedFolders, name), join(preparedFolders, `${name}.unfinished`)]
  await alone(async () => {
    if (existsSync(folder)) return
    rmSync(unfinished, { recursive: true, force: true })
    mkdirSync(unfinished, { recursive: true })
    await make(unfinished)
    forgetLastRun(unfinished)
    renameSync(unfinished, folder)
  })
  return folder
}

/** With owners and modes: PostgreSQL insists on its own. */
export async function copy (from: string, into: string): Promise<void> {
  await promisify(execFile)('cp', ['-a', `${from}/.`, into])
}

async function makeCluster (dataDir: string): Promise<void> {
  const postgres = await startEmbeddedPostgres({ dataDir, settings: { fsync: 'off' }, log: () => {} })
  await postgres.stop()
}

// Copies that start at the same moment would contend for one port; and what the log says is to have happened in the test.
function forgetLastRun (dataDir: string): void {
  const secrets = readSecrets(dataDir)
  if (secrets !== undefined) writeSecrets(dataDir, { ...secrets, port: undefined })
  rmSync(join(dataDir, 'postgres.log'), { force: true })
}
