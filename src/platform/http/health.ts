import { sql } from '../database/drizzle.ts'
import { Type } from '@sinclair/typebox'
import type { FastifyInstance } from 'fastify'
import type { Database } from '../database/database.ts'

const Health = Type.Object({ status: Type.String({ enum: ['ok', 'unavailable'] }) }, { $id: 'Health', additionalProperties: false })

interface Readiness { services: { database: Database, isReady: () => boolean } }

/** For load balancers and supervisors: is the process alive, and should it be sent requests? Neither tells anything else. */
export async function healthRoutes (app: FastifyInstance, { services }: Readiness): Promise<void> {
  app.get('/healthz', {
    logLevel: 'warn',
    schema: { operationId: 'getHealth', tags: ['Health'], summary: 'Is the process alive?', security: [], response: { 200: Health } }
  }, async () => ({ status: 'ok' }))

  app.get('/readyz', {
    logLevel: 'warn',
    schema: { operationId: 'getReadiness', tags: ['Health'], summary: 'Is the database reachable, and its schema up to date?', security: [], response: { 200: Health, 503: Health } }
  }, async (_request, reply) => {
    const ready = services.isReady() && await answers(services.database)
    return await reply.code(ready ? 200 : 503).send({ status: ready ? 'ok' : 'unavailable' })
  })
}

async function answers (database: Database): Promise<boolean> {
  try {
    await database.rows(sql`select 1 as one`)
    return true
  } catch {
    return false // that it is away is the answer
  }
}
