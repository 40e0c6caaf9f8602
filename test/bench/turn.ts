import type { Operation, Target } from './operations.ts'
import type { Site } from './site.ts'

/** What the load is told to do. */
export interface Assignment {
  readonly site: Site
  readonly operation: Operation
  readonly target: Target
  readonly connections: number
  readonly seconds: number
  /** Changes beside it, each second. */
  readonly changesASecond: number
}

/** How it went; times in milliseconds. */
export interface Turn {
  readonly answered: number
  readonly seconds: number
  readonly p50: number
  readonly p99: number
  readonly failures: number
  readonly firstFailure: string | undefined
}
