import t from 'tap'
import { setTimeout as pause } from 'node:timers/promises'
import type { Test } from 'tap'
import Fastify from 'fastify'
import type { FastifyInstance } from 'fastify'
import { limitHandling } from '../../src/platform/http/deadline.ts'
import { answerWithProblems } from '../../src/platform/http/problems.ts'

const mostMs = 60
const muchLongerMs = 5 * mostMs

t.test('a read that takes too long is told to come again', async (t) => {
  const app = await slowService(t)

  const answer = await app.inject('/slow')

  t.match(answer.json(), { type: '/problems/unavailable', status: 503 })
})

t.test('a change that takes too long is told that its outcome is not known, though its body was read long ago', async (t) => {
  const app = await slowService(t)

  const answer = await app.inject({ method: 'POST', url: '/slow', payload: { some: 'body' } })

  t.match(answer.json(), { type: '/problems/outcome-unknown', status: 503 })
})

t.test('a route may allow itself longer', async (t) => {
  const app = await slowService(t)

  const answer = await app.inject('/patient')

  t.equal(answer.statusCode, 200)
})

t.test('an answer that has begun goes on to its end', async (t) => {
  const app = await slowService(t)

  const answer = await app.inject('/long')

  t.equal(answer.body, 'beginning and end')
})

async function slowService (t: Test): Promise<FastifyInstance> {
  const app = Fastify()
  answerWithProblems(app)
  limitHandling(app, mostMs)
  app.all('/slow', async () => { await pause(muchLongerMs); return 'late' })
  app.get('/patient', { handlerTimeout: 2 * muchLongerMs }, async () => { await pause(muchLongerMs); return 'in time' })
  app.get('/long', async (_request, reply) => {
    reply.hijack()
    reply.raw.write('beginning')
    await pause(muchLongerMs)
    reply.raw.end(' and end')
  })
  await app.ready()
  t.teardown(async () => { await app.close() })
  return app
}
