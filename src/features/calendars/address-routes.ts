import type { FastifyInstance } from 'fastify'
import { Type } from '@sinclair/typebox'
import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox'
import { isCurrent } from '../../domain/agency.ts'
import { localDateAt } from '../../domain/local-date.ts'
import type { LocalDate } from '../../domain/local-date.ts'
import { Refusal } from '../../domain/refusal.ts'
import { problems } from '../../platform/http/schemas.ts'
import type { Services } from '../../services.ts'
import { sendCalendar } from './answer.ts'
import { writeNeutralCalendar } from './calendar.ts'
import { findFeedHolder } from './feed-queries.ts'
import type { FeedHolder } from './feed-queries.ts'
import { calendarAnswer, ifNoneMatch, unchangedAnswer } from './schemas.ts'
import { readToken } from './token.ts'

const Address = Type.Object({
  token: Type.String({ maxLength: 200, description: 'The secret of the address, as `url` of the new feed had it.' })
}, { additionalProperties: false })

/** Where calendar programs ask, which cannot sign in: the address itself is the secret. The log has the pattern of the route, never the address. */
export async function calendarAddressRoutes (plugin: FastifyInstance, { services }: { services: Services }): Promise<void> {
  const app = plugin.withTypeProvider<TypeBoxTypeProvider>()
  const { database, clock, config } = services

  app.get('/calendar/:token.ics', {
    schema: { operationId: 'getCalendarFeed', tags: ['Calendars'], summary: 'Due dates at a secret address: neutral titles, nothing restricted', security: [], params: Address, headers: ifNoneMatch, response: { 200: calendarAnswer, 304: unchangedAnswer, ...problems('not-found') } }
  }, async (request, reply) => {
    const { holder, today } = await holderOf(request.params.token)
    const day = { today, timeZone: holder.timeZone }
    reply.header('cache-control', 'private, max-age=300')
    return await sendCalendar(reply, await writeNeutralCalendar(database, holder, day, config.publicUrl))
  })

  /** An address that never was, one that was revoked, and one whose person or agency has gone are all the same to whoever asks. */
  async function holderOf (token: string): Promise<{ holder: FeedHolder, today: LocalDate }> {
    const tokenHash = readToken(token)
    const holder = tokenHash === undefined ? undefined : await findFeedHolder(database, tokenHash)
    const today = localDateAt(clock.now(), holder?.timeZone ?? 'UTC')
    if (holder === undefined || !isCurrent(holder, today)) throw new Refusal('not-found', 'There is no calendar at this address.')
    return { holder, today }
  }
}
