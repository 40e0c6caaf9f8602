import { Type } from '@sinclair/typebox'
import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox'
import type { FastifyInstance } from 'fastify'
import { Heads } from '../../features/events/heads.ts'
import { Listeners, sendTo } from '../../features/events/listeners.ts'
import { heartbeatMs } from '../../features/events/stream.ts'
import { callerOf } from '../../features/sessions/commands.ts'
import { permit } from '../../features/work.ts'
import { comment, eventStreamHeaders, eventStreamType, message, reconnectAfter } from '../../platform/http/server-sent-events.ts'
import type { Services } from '../../services.ts'
import { pageSchema } from '../page.ts'

/** A page that is looked at need not know of a change sooner. */
const lookEveryMs = 1_000
const reconnectMs = 5_000

/** Tells an open page that something has changed, and nothing else: it then asks for itself anew. */
export async function liveStream (plugin: FastifyInstance, { services }: { services: Services }): Promise<void> {
  const app = plugin.withTypeProvider<TypeBoxTypeProvider>()
  const heads = new Heads(services.database.shared, lookEveryMs)
  const listeners = new Listeners(async (token) => {
    const seen = await services.sessions.look(token, { by: 'page' })
    return seen?.isLive === true ? { caller: callerOf(seen.session), timeZone: seen.session.timeZone } : undefined
  }, 'getSummaryReport')
  app.addHook('preClose', async () => {
    listeners.close()
    heads.close()
  })

  app.get('/live', {
    schema: pageSchema('getSummaryReport', { querystring: Type.Object({ after: Type.Integer({ minimum: 0, default: 0 }) }) })
  }, async (request, reply) => {
    permit(request)
    const { caller, session, query: { after }, headers } = request
    void reply.type(eventStreamType).headers(eventStreamHeaders)
    if (request.method === 'HEAD' || session === undefined) return await reply.send()
    const listener = listeners.add(caller, session.token, reply)
    reply.raw.once('close', heads.watch(caller.partnershipId))
    return await sendTo(listener, news(heads, caller.partnershipId, Math.max(after, placeIn(headers['last-event-id'])), listener.ending.signal))
  })
}

/** One message for all that happened since the last. */
async function * news (heads: Heads, partnershipId: string, after: number, ended: AbortSignal): AsyncGenerator<string> {
  yield reconnectAfter(reconnectMs)
  let told = after
  for (let saidAt = performance.now(); !ended.aborted;) {
    const beyond = heads.beyond(partnershipId, told)
    if (beyond > 0 && Number.isFinite(beyond)) {
      told += beyond
      yield message(String(told), 'changed')
      saidAt = performance.now()
    } else {
      await heads.moved(partnershipId, Math.max(0, saidAt + heartbeatMs - performance.now()), ended)
    }
    if (performance.now() - saidAt >= heartbeatMs) {
      yield comment('still here')
      saidAt = performance.now()
    }
  }
}

/** Where the browser says that it stopped. */
function placeIn (header: string | string[] | undefined): number {
  return /^\d{1,15}$/.test(String(header)) ? Number(header) : 0
}
