import { access, chmod, constants, lstat, readFile, stat, symlink } from 'node:fs/promises'
import { dirname, join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { EmbeddedPostgresError } from './embedded-postgres-error.ts'

/** Where the programs of PostgreSQL are. */
export interface Binaries {
  readonly initdb: string
  readonly postgres: string
}

/** Finds PostgreSQL inside the installed packages and makes it fit to run: npm keeps no symbolic links, and may not run install scripts. */
export async function findBinaries (): Promise<Binaries> {
  const root = packageRoot()
  const binaries = { initdb: join(root, 'native/bin/initdb'), postgres: join(root, 'native/bin/postgres') }
  await hydrateSymlinks(root)
  await Promise.all(Object.values(binaries).map(makeExecutable))
  return binaries
}

/** Makes the symbolic links that the package lists and that are not there yet. */
export async function hydrateSymlinks (root: string): Promise<void> {
  const links = await listedLinks(join(root, 'native/pg-symlinks.json'))
  await Promise.all(links.map(async ({ source, target }) => { await link(join(root, source), join(root, target)) }))
}

function packageRoot (): string {
  if (process.platform === 'win32') throw new EmbeddedPostgresError('The embedded PostgreSQL cannot be supervised on Windows: set DATABASE_URL to a PostgreSQL 15 or later.')
  const name = `@embedded-postgres/${process.platform}-${process.arch}`
  try {
    return join(dirname(fileURLToPath(import.meta.resolve(name))), '..')
  } catch (error) {
    throw new EmbeddedPostgresError(`The package ${name} with PostgreSQL is not installed: run npm ci without --omit=optional, or set DATABASE_URL to a PostgreSQL 15 or later.`, error)
  }
}

interface ListedLink { readonly source: string, readonly target: string }

async function listedLinks (file: string): Promise<ListedLink[]> {
  return JSON.parse(await readFile(file, 'utf8').catch(() => '[]'))
}

async function link (source: string, target: string): Promise<void> {
  if (await lstat(target).catch(() => undefined) !== undefined) return
  await symlink(relative(dirname(target), source), target).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'EEXIST') throw notWritable(target, error)
  })
}

async function makeExecutable (file: string): Promise<void> {
  const { mode } = await stat(file)
  if (await isExecutable(file, mode)) return
  await chmod(file, mode | 0o555).catch((error: NodeJS.ErrnoException) => { throw notWritable(file, error) })
}

// As root the bits for others decide: PostgreSQL will not run as root.
async function isExecutable (file: string, mode: number): Promise<boolean> {
  if (process.getuid?.() === 0) return (mode & 0o555) === 0o555
  return await access(file, constants.X_OK).then(() => true, () => false)
}

function notWritable (file: string, cause: NodeJS.ErrnoException): EmbeddedPostgresError {
  return new EmbeddedPostgresError(`PostgreSQL's install step has not run and cannot be made up for, because ${file} cannot be written (${cause.code}): run npm ci again without --ignore-scripts, or make the folder writable once.`, cause)
}
