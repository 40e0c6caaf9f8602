import { readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { EmbeddedPostgresError } from './embedded-postgres-error.ts'
import { belongsTo, exists } from './process-identity.ts'

/** The running server of a cluster. */
export interface Postmaster {
  readonly pid: number
  readonly port: number
  readonly isReady: boolean
}

/** Finds the server that runs on a cluster, whoever started it. */
export function findPostmaster (cluster: string): Postmaster | undefined {
  const [pid, , , port, , , , state] = pidFile(cluster)
  // A crash leaves the file behind, and its PID may belong to any other program by now.
  if (pid === undefined || !belongsTo(Number(pid), cluster)) return undefined
  return { pid: Number(pid), port: Number(port), isReady: state?.trim() === 'ready' }
}

/** Removes what a crashed server left: PostgreSQL itself would take a recycled PID in it for a running server. */
export function forgetPostmaster (cluster: string): void {
  if (findPostmaster(cluster) === undefined) rmSync(join(cluster, 'postmaster.pid'), { force: true })
}

// Long enough for the closing checkpoint of a usual day, short enough for a service that must be gone in 15 s.
const fastStopMs = 5_000
// PostgreSQL kills its own stragglers 5 s after SIGQUIT.
const immediateStopMs = 10_000

/**
 * Stops the server: first in order, then at once. An immediate stop loses
 * nothing that was acknowledged; the next start replays it. SIGKILL would leave
 * its children behind, and is never sent.
 */
export async function stopPostmaster (pid: number): Promise<void> {
  if (await endsAfter(pid, 'SIGINT', fastStopMs)) return
  if (await endsAfter(pid, 'SIGQUIT', immediateStopMs)) return
  throw new EmbeddedPostgresError(`PostgreSQL (process ${pid}) does not stop; stop it by hand.`)
}

async function endsAfter (pid: number, signal: NodeJS.Signals, withinMs: number): Promise<boolean> {
  send(pid, signal)
  send(pid, 'SIGCONT') // a server that was suspended would not hear it otherwise
  const deadline = performance.now() + withinMs
  while (exists(pid) && performance.now() < deadline) await pause(10)
  return !exists(pid)
}

function send (pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal)
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ESRCH')) throw new EmbeddedPostgresError(`PostgreSQL (process ${pid}) was started by another user and cannot be stopped.`, error)
  }
}

// Its lines: PID, folder, start, port, socket folder, address, shared memory, state.
function pidFile (cluster: string): string[] {
  try {
    return readFileSync(join(cluster, 'postmaster.pid'), 'utf8').split('\n')
  } catch {
    return []
  }
}
