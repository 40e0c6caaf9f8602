import { randomUUID } from 'node:crypto'
import { appendFileSync, readFileSync, renameSync, statSync, writeFileSync } from 'node:fs'
import { identify, isAlive } from './process-identity.ts'
import type { ProcessIdentity } from './process-identity.ts'

/** One line of a claims file: a process wants, or uses, what the file stands for. */
export interface Claim extends ProcessIdentity {
  readonly id: string
}

/** Another live process was first. */
export class LockHeld extends Error {
  readonly pid: number

  constructor (pid: number) {
    super(`Process ${pid} holds the lock.`)
    this.name = 'LockHeld'
    this.pid = pid
  }
}

/**
 * Takes the lock, or throws LockHeld. The file only ever grows: a contender
 * appends its claim, and the first claim of a process that is alive has the
 * lock. So a stale lock needs no removal, and two that take over from the same
 * dead process cannot both win: a delete-and-create always leaves such a gap.
 */
export function takeLock (file: string): Claim {
  const mine = addClaim(file, process.pid)
  const first = liveClaims(file)[0]
  if (first === undefined) return takeLock(file) // the holder tidied the file under our claim
  if (first.id !== mine.id) {
    withdrawClaim(file, mine)
    throw new LockHeld(first.pid)
  }
  tidy(file, mine)
  return mine
}

/** Appends a claim of that process; it ends with the process or when withdrawn. */
export function addClaim (file: string, pid: number): Claim {
  const claim = { ...(identify(pid) ?? { pid, started: 'ended' }), id: randomUUID() }
  append(file, claim)
  return claim
}

/** Takes a claim back; for the lock this gives it up. */
export function withdrawClaim (file: string, claim: Claim): void {
  append(file, { withdrawn: claim.id })
}

/** The claims of processes that are alive, oldest first. */
export function liveClaims (file: string): Claim[] {
  const lines = linesOf(file)
  const withdrawn = new Set(lines.map((line) => line.withdrawn))
  return lines.filter(isClaim).filter((claim) => !withdrawn.has(claim.id) && isAlive(claim))
}

type Line = Partial<Claim> & { readonly withdrawn?: string }

// One write in append mode is not interleaved with another's.
function append (file: string, line: Claim | Line): void {
  appendFileSync(file, JSON.stringify(line) + '\n', { mode: 0o600 })
}

function linesOf (file: string): Line[] {
  return readFileSync(file, { encoding: 'utf8', flag: 'a+' }).split('\n').flatMap(parse)
}

// A power cut may leave half a line; whoever wrote it is gone.
function parse (text: string): Line[] {
  try {
    const line: unknown = JSON.parse(text)
    return typeof line === 'object' && line !== null ? [line] : []
  } catch {
    return []
  }
}

function isClaim (line: Line): line is Claim {
  return typeof line.pid === 'number' && typeof line.started === 'string' && typeof line.id === 'string'
}

// Some five hundred starts; read at each of them.
const tidyFromBytes = 64 * 1024

/** Only the holder does this, and its claim comes first in the new file as in the old: a contender sees it in either. */
function tidy (file: string, mine: Claim): void {
  if (statSync(file).size < tidyFromBytes) return
  writeFileSync(`${file}.tidy`, JSON.stringify(mine) + '\n', { mode: 0o600 })
  renameSync(`${file}.tidy`, file)
}
