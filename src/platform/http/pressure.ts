import underPressure from '@fastify/under-pressure'
import type { FastifyInstance } from 'fastify'

const retryAfterSeconds = 2

/**
 * Refuses requests with 503 while this process cannot keep up: when its event loop
 * was late by so many milliseconds on average over a second. Who is refused at once
 * can ask another process. How busy it is does not count: a process may be at work
 * all the time and answer in time. To be registered behind the doors that must stay
 * open: health, metrics, sign-in. What waits for the database is refused by its own limit.
 */
export async function shedLoad (app: FastifyInstance, mostDelayMs: number): Promise<void> {
  await app.register(underPressure, {
    maxEventLoopDelay: mostDelayMs,
    pressureHandler: (_request, reply, _type, delay) => {
      if (delay === Infinity) return // nothing was measured in that second, as when the process has just started
      reply.header('retry-after', retryAfterSeconds)
      throw new Overloaded(delay ?? mostDelayMs)
    }
  })
}

class Overloaded extends Error {
  readonly statusCode = 503

  constructor (delayMs: number) {
    super(`The event loop is ${Math.round(delayMs)} ms late.`)
    this.name = 'Overloaded'
  }
}
