import { EventEmitter } from 'node:events'
import { setTimeout as pause } from 'node:timers/promises'
import { Logger as JobLogger, parseCronItems, run } from 'graphile-worker'
import type { Runner, Task, TaskList as Handlers, WorkerEvents } from 'graphile-worker'
import type { Pool } from 'pg'
import { within } from '../database/tenancy.ts'
import type { Logger } from '../log.ts'
import { connectToJobs, openJobPool } from './connections.ts'
import type { JobDatabase } from './connections.ts'
import { crontab } from './crontab.ts'
import { startHeartbeat } from './heartbeat.ts'
import type { Heartbeat } from './heartbeat.ts'
import { jobLog } from './logger.ts'
import type { TaskList, TaskName } from './task-list.ts'

export interface JobWorker {
  /** Lets the jobs under way finish, for eight seconds at most. What is left is taken up by another worker. */
  stop: () => Promise<void>
}

export interface Working extends JobDatabase {
  readonly tasks: TaskList
  readonly log: Logger
}

/** Works jobs for as long as the process runs. Any number of processes may do so. An outage of the database is waited out. */
export function startJobWorker (working: Working): JobWorker {
  const stopping = new AbortController()
  const ended = keepWorking(working, stopping.signal)
  return {
    stop: async () => {
      stopping.abort()
      await ended
    }
  }
}

const againAfterMs = 1_000

async function keepWorking (working: Working, stopping: AbortSignal): Promise<void> {
  while (!stopping.aborted) {
    try {
      await workUntilBroken(working, stopping)
    } catch (error) {
      working.log.warn({ err: error }, 'the jobs stand still; they are taken up again')
    }
    await pause(againAfterMs, undefined, { signal: stopping }).catch(() => {}) // aborted
  }
}

const jobsTogether = 5
// As many as the job library wants for them: it fetches and finishes with these; what the jobs themselves ask goes through the service's own.
const connections = jobsTogether
const stopWithinMs = 8_000

// That a job has ended is awaited by nobody in the library unless it is told in batches: when the database is away at that
// moment, the rejection would end the process. In batches, even of one, it stops the worker, which is started again.
const finishingInBatches = { completeJobBatchDelay: 0, failJobBatchDelay: 0 }

async function workUntilBroken (working: Working, stopping: AbortSignal): Promise<void> {
  const { log, tasks } = working
  const pool = openJobPool(working, connections, (error) => { if (!stopping.aborted) log.warn({ err: error }, 'a connection of the jobs was lost') })
  const events: WorkerEvents = new EventEmitter()
  let heartbeat: Heartbeat | undefined
  events.once('pool:create', ({ workerPool }) => {
    heartbeat = startHeartbeat({ workerId: workerPool.id, connect: async () => await connectToJobs(working), log })
  })
  try {
    const runner = await run({
      pgPool: pool,
      events,
      taskList: handlersOf(tasks, log),
      parsedCronItems: parseCronItems([...crontab]),
      concurrency: jobsTogether,
      pollInterval: 1_000,
      noHandleSignals: true,
      gracefulShutdownAbortTimeout: stopWithinMs / 2,
      preset: { worker: finishingInBatches },
      logger: new JobLogger(jobLog(log))
    })
    await Promise.race([runner.promise, aborted(stopping)]).finally(async () => { await atMost(stopWithinMs, stopRunner(runner)) })
  } finally {
    await heartbeat?.stop()
    await atMost(againAfterMs, endPool(pool))
  }
}

function handlersOf (tasks: TaskList, log: Logger): Handlers {
  return Object.fromEntries((Object.keys(tasks) as TaskName[]).map((name) => [name, handlerOf(name, tasks[name], log)]))
}

/** A failure is logged where it happened, and told to the queue in words that quote nothing. */
function handlerOf (name: TaskName, task: TaskList[TaskName], log: Logger): Task {
  return async (payload, { abortSignal, job }) => {
    try {
      await inItsScope(payload, async () => { await task(payload as never, abortSignal) }) // as enqueue.ts wrote it for this name
    } catch (error) {
      log.error({ err: error, task: name, attempt: job.attempts }, 'a job failed')
      throw new Error(`${error instanceof Error ? error.name : 'Something'} in ${name}`)
    }
  }
}

// A job of a partnership sees that partnership only; the others look for work in all of them.
async function inItsScope (payload: unknown, work: () => Promise<void>): Promise<void> {
  const partnershipId = typeof payload === 'object' && payload !== null && 'partnershipId' in payload ? payload.partnershipId : undefined
  await (typeof partnershipId === 'string' ? within(partnershipId, work) : work())
}

async function stopRunner (runner: Runner): Promise<void> {
  await runner.stop().catch(() => {}) // stopped already, for the reason that its promise gave
}

async function endPool (pool: Pool): Promise<void> {
  await pool.end().catch(() => {}) // its connections are gone
}

async function aborted (signal: AbortSignal): Promise<void> {
  if (!signal.aborted) await new Promise((resolve) => { signal.addEventListener('abort', resolve, { once: true }) })
}

async function atMost (milliseconds: number, work: Promise<void>): Promise<void> {
  const enough = new AbortController()
  await Promise.race([work, pause(milliseconds, undefined, { signal: enough.signal }).catch(() => {})])
  enough.abort()
}
