import { spawnSync } from 'node:child_process'
import { readFileSync, statSync } from 'node:fs'
import { dirname } from 'node:path'
import type { Stats } from 'node:fs'
import { EmbeddedPostgresError } from './embedded-postgres-error.ts'
import { programEnvironment } from './settings.ts'

/** The user that PostgreSQL runs as when we are root, which it refuses to be. */
export interface Account {
  readonly uid: number
  readonly gid: number
}

/** What to spawn so that a program runs as the account. */
export interface Command {
  readonly program: string
  readonly args: readonly string[]
  readonly account: Partial<Account>
}

export type RunAs = (program: string, args: readonly string[]) => Command

/** Chooses whom PostgreSQL runs as: whoever owns its data already, otherwise nobody; undefined when we are not root. */
export function chooseAccount (cluster: string, dataDir: string): Account | undefined {
  if (process.getuid?.() !== 0) return undefined
  const account = ownerOf(cluster) ?? knownOwnerOf(dataDir) ?? listedAccounts().find(({ name }) => name === 'nobody')
  if (account === undefined || account.uid < 1) throw new EmbeddedPostgresError('PostgreSQL refuses to run as root, and there is no user "nobody" to run it as: start Follow-through as an ordinary user.')
  return { uid: account.uid, gid: account.gid }
}

/** Says how to run a program as the account, so that it reaches its own files even under a private folder such as /root. */
export function runnerFor (account: Account | undefined, postgres: string, dataDir: string): RunAs {
  if (account === undefined) return (program, args) => ({ program, args, account: {} })
  const blocked = closedFolder(postgres, account) ?? closedFolder(`${dataDir}/postgres`, account)
  if (blocked === undefined) return (program, args) => ({ program, args, account })
  const pass = passes.map((capability) => passArguments(account, capability)).find((args) => opens(args, postgres))
  if (pass === undefined) throw new EmbeddedPostgresError(`PostgreSQL refuses to run as root, and user ${account.uid}, whom it runs as, may not enter ${blocked}: run chmod o+x on it, move Follow-through elsewhere, or start it as an ordinary user.`)
  return (program, args) => ({ program: 'setpriv', args: [...pass, program, ...args], account: {} })
}

function ownerOf (folder: string): Account | undefined {
  const { uid, gid } = statSync(folder, { throwIfNoEntry: false }) ?? { uid: 0, gid: 0 }
  return uid === 0 ? undefined : { uid, gid }
}

// initdb insists on a user that has a name.
function knownOwnerOf (folder: string): Account | undefined {
  const owner = ownerOf(folder)
  return owner === undefined ? undefined : listedAccounts().find(({ uid }) => uid === owner.uid)
}

function listedAccounts (): Array<Account & { name: string }> {
  return readFileSync('/etc/passwd', 'utf8').split('\n').map((line) => line.split(':'))
    .map(([name = '', , uid, gid]) => ({ name, uid: Number(uid), gid: Number(gid) }))
}

/** The outermost folder on the way to a path that the account may not enter. */
function closedFolder (path: string, account: Account): string | undefined {
  const folder = dirname(path)
  const outer = folder === '/' ? undefined : closedFolder(folder, account)
  return outer ?? (mayEnter(statSync(folder), account) ? undefined : folder)
}

function mayEnter (folder: Stats, account: Account): boolean {
  if (folder.uid === account.uid) return (folder.mode & 0o100) !== 0
  return (folder.mode & (folder.gid === account.gid ? 0o010 : 0o001)) !== 0
}

// The lesser right first; containers usually withhold it and grant the greater.
const passes = ['dac_read_search', 'dac_override'] as const

// An ambient capability survives the change of user. Without no_setuid_fixup, access(2), by which
// PostgreSQL checks its own programs, would still go by the bare user.
function passArguments ({ uid, gid }: Account, capability: typeof passes[number]): string[] {
  return [`--reuid=${uid}`, `--regid=${gid}`, '--clear-groups', '--securebits=+no_setuid_fixup',
    `--inh-caps=+${capability}`, `--ambient-caps=+${capability}`, '--']
}

function opens (pass: readonly string[], postgres: string): boolean {
  return spawnSync('setpriv', [...pass, postgres, '--version'], { cwd: '/', env: programEnvironment(), stdio: 'ignore' }).status === 0
}
