import { access, stat } from 'node:fs/promises'
import { CommandError } from './command.ts'

/** A path that was given as a file's is one: a folder can be opened too, and fails only when it is read. */
export async function refuseUnlessReadable (path: string): Promise<void> {
  const isReadable = await access(path).then(async () => !(await stat(path)).isDirectory()).catch(() => false)
  if (!isReadable) throw new CommandError(`There is no file ${path} that can be read.`)
}
