import { execFileSync } from 'node:child_process'
import { readFileSync, readlinkSync } from 'node:fs'
import { programEnvironment } from './settings.ts'

/** A process and when it started: a PID alone comes back for another process. */
export interface ProcessIdentity {
  readonly pid: number
  readonly started: string
}

const unknownStart = 'unknown'

/** Says which process a PID is now; undefined when there is none, or only one that has ended and was not yet collected. */
export function identify (pid: number): ProcessIdentity | undefined {
  if (!exists(pid)) return undefined
  return { pid, started: process.platform === 'linux' ? startOnLinux(pid) : startByPs(pid) }
}

/** Whether that very process still runs. When a start cannot be read the answer is yes: refusing to start loses nothing. */
export function isAlive (identity: ProcessIdentity): boolean {
  const now = identify(identity.pid)
  if (now === undefined) return false
  return now.started === identity.started || [now.started, identity.started].includes(unknownStart)
}

/** Whether any process has this PID and has not ended. */
export function exists (pid: number): boolean {
  try {
    process.kill(pid, 0)
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EPERM')) return false
  }
  return process.platform !== 'linux' || !'ZX'.includes(statOf(pid)?.state ?? '?')
}

/** Whether the process was started with this argument or works in this folder. */
export function belongsTo (pid: number, folder: string): boolean {
  if (!exists(pid)) return false
  if (process.platform !== 'linux') return ps(pid, 'command').includes(folder)
  return commandOnLinux(pid).includes(folder) || workingFolder(pid) === folder
}

// The start counts clock ticks since the boot, so the boot belongs to it; a wall clock would move when it is set.
function startOnLinux (pid: number): string {
  const ticks = statOf(pid)?.startedTicks
  return ticks === undefined ? unknownStart : `${read('/proc/sys/kernel/random/boot_id')?.trim()}:${ticks}`
}

// The name, field 2, may itself hold spaces and brackets: count from the last bracket. 3 is the state, 22 the start.
function statOf (pid: number): { state: string, startedTicks: string } | undefined {
  const stat = read(`/proc/${pid}/stat`)
  const fields = stat?.slice(stat.lastIndexOf(')') + 2).split(' ')
  return fields === undefined ? undefined : { state: fields[0] ?? '', startedTicks: fields[19] ?? unknownStart }
}

function startByPs (pid: number): string {
  return ps(pid, 'lstart') || unknownStart
}

function ps (pid: number, column: string): string {
  try {
    return execFileSync('ps', ['-o', `${column}=`, '-p', String(pid)], { encoding: 'utf8', env: programEnvironment(), stdio: ['ignore', 'pipe', 'ignore'] }).trim()
  } catch {
    return ''
  }
}

function commandOnLinux (pid: number): string[] {
  return (read(`/proc/${pid}/cmdline`) ?? '').split('\0')
}

function workingFolder (pid: number): string | undefined {
  try {
    return readlinkSync(`/proc/${pid}/cwd`)
  } catch {
    return undefined
  }
}

function read (file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    return undefined
  }
}
