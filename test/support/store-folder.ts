import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import type { TestApp } from './app.ts'

/** Where the files of a test's service are. */
export function storeFolder ({ services }: Pick<TestApp, 'services'>): string {
  return join(services.config.dataDir, 'files')
}

/** The files that wait beside the store. */
export async function waitingFiles (app: Pick<TestApp, 'services'>): Promise<string[]> {
  return await readdir(join(storeFolder(app), 'waiting')).catch(() => [])
}

/** The files in the store. */
export async function storedFiles ({ services }: Pick<TestApp, 'services'>): Promise<string[]> {
  return await Array.fromAsync(services.files.keys())
}
