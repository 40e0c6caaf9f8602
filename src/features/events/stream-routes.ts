import type { FastifyInstance, FastifyReply } from 'fastify'
import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox'
import { problems } from '../../platform/http/schemas.ts'
import { eventStreamHeaders, eventStreamType } from '../../platform/http/server-sent-events.ts'
import type { Services } from '../../services.ts'
import { bearerToken } from '../signed-in.ts'
import { permit } from '../work.ts'
import { placeIn } from './feed-cursor.ts'
import { Heads } from './heads.ts'
import { Listeners, sendTo } from './listeners.ts'
import { findEnd } from './queries.ts'
import { EventStream, StreamHeaders, StreamQuery } from './schemas.ts'
import { heartbeatMs, listen } from './stream.ts'
import { StreamPages } from './stream-pages.ts'

/** The feed of events as server-sent events. */
export async function eventStreamRoutes (plugin: FastifyInstance, { services }: { services: Services }): Promise<void> {
  const app = plugin.withTypeProvider<TypeBoxTypeProvider>()
  const { database, cursors, authenticate } = services
  const heads = new Heads(database.shared)
  const pages = new StreamPages(database, cursors)
  const listeners = new Listeners(authenticate)
  app.addHook('preClose', async () => {
    listeners.close()
    heads.close()
  })

  app.get('/events/stream', {
    schema: { operationId: 'streamEvents', tags: ['Events'], summary: 'Be told what happens, in order and without gaps', querystring: StreamQuery, headers: StreamHeaders, response: { 200: EventStream, ...problems('malformed-cursor') } }
  }, async (request, reply) => {
    permit(request)
    const { caller, query: { after, ...filter }, headers } = request
    const from = placeIn(cursors, caller.partnershipId, headers['last-event-id'] || after) // who comes back asks at the address it was given at first
    void reply.type(eventStreamType).headers(eventStreamHeaders)
    if (request.method === 'HEAD') return await sendHead(reply)
    await findEnd(database, caller.partnershipId, from) // refuses a place of another history while it still can be told
    const listener = listeners.add(caller, bearerToken(headers.authorization), reply)
    reply.raw.once('close', heads.watch(caller.partnershipId))
    const texts = listen({ heads, pages, cursors }, { caller: () => listener.caller, filter, from, heartbeatMs, ended: listener.ending.signal })
    return await sendTo(listener, texts)
  })
}

async function sendHead (reply: FastifyReply): Promise<FastifyReply> {
  return await reply.send()
}
