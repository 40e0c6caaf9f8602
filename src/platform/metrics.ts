import type { FastifyInstance } from 'fastify'
import type { Pool } from 'pg'
import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client'

const prefix = 'follow_through_'
// From what an index answers at once to what is given up (limits.ts).
const seconds = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 30]

/** What this process tells Prometheus of itself. No figure bears a person, a partnership or an address. */
export class Metrics {
  readonly registry = new Registry()
  readonly #duration: Histogram<'operation'>
  readonly #answers: Counter<'operation' | 'status'>

  constructor (pool: Pool) {
    const registers = [this.registry]
    collectDefaultMetrics({ register: this.registry, prefix })
    this.#duration = new Histogram({ registers, name: `${prefix}http_request_duration_seconds`, help: 'Time from a request to the end of its answer.', labelNames: ['operation'], buckets: seconds })
    this.#answers = new Counter({ registers, name: `${prefix}http_requests_total`, help: 'Requests answered, by operation and status.', labelNames: ['operation', 'status'] })
    this.gauge('database_connections', 'Connections of the pool of this process; `wanted` is how many requests wait for one.', ['state'], (connections) => {
      connections.set({ state: 'in_use' }, pool.totalCount - pool.idleCount)
      connections.set({ state: 'idle' }, pool.idleCount)
      connections.set({ state: 'wanted' }, pool.waitingCount)
    })
  }

  /** A figure that is looked up when it is asked for. */
  gauge<Label extends string> (name: string, help: string, labelNames: Label[] = [], collect?: (gauge: Gauge<Label>) => void): Gauge<Label> {
    return new Gauge({ registers: [this.registry], name: `${prefix}${name}`, help, labelNames, ...(collect === undefined ? {} : { collect () { collect(this) } }) })
  }

  noteAnswer (operation: string, status: number, elapsedMs: number): void {
    this.#duration.observe({ operation }, elapsedMs / 1_000)
    this.#answers.inc({ operation, status })
  }
}

/** Every answer is counted by its operation; what is none of ours goes by `none`. */
export function measureRequests (app: FastifyInstance, metrics: Metrics): void {
  app.addHook('onResponse', (request, reply, done) => {
    metrics.noteAnswer(request.routeOptions.schema?.operationId ?? 'none', reply.statusCode, reply.elapsedTime)
    done()
  })
}
