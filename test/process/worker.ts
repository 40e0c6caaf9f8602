import type { ChildProcess } from 'node:child_process'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'

/** A worker as `npm run worker` runs it, without npm between the test and the process. */
export interface WorkerProcess {
  readonly child: ChildProcess
  /** Since it began to work jobs. */
  readonly isAtWork: () => boolean
  readonly ended: Promise<number | string>
}

export function launchWorker (environment: NodeJS.ProcessEnv): WorkerProcess {
  const { scripts } = JSON.parse(readFileSync('package.json', 'utf8'))
  const [, ...args] = String(scripts.worker).split(' ')
  const child = spawn(process.execPath, args, { env: { PATH: process.env['PATH'], LOG_LEVEL: 'info', ...environment }, stdio: ['ignore', 'pipe', 'inherit'] })
  let isAtWork = false
  child.stdout?.setEncoding('utf8').on('data', (line: string) => { isAtWork ||= line.includes('jobs are being worked') })
  return { child, isAtWork: () => isAtWork, ended: once(child, 'close').then(([code, signal]) => code ?? signal) }
}
