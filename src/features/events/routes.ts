import type { FastifyInstance } from 'fastify'
import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox'
import type { Page, PageRequest } from '../../platform/database/keyset.ts'
import { problems, ref } from '../../platform/http/schemas.ts'
import type { Services } from '../../services.ts'
import { exportList, isExport } from '../exporting.ts'
import { permit } from '../work.ts'
import { cursorOf, placeAt, placeIn, positionOf } from './feed-cursor.ts'
import { readFeed } from './queries.ts'
import type { SealedEvent } from './queries.ts'
import { Event, EventList, EventQuery, presentEvent } from './schemas.ts'
import { sealEvents } from './sealing.ts'

const standardLimit = 50

/** Events: the audit trail, read in order. */
export async function eventRoutes (plugin: FastifyInstance, { services }: { services: Services }): Promise<void> {
  const app = plugin.withTypeProvider<TypeBoxTypeProvider>()
  const { database, cursors } = services

  app.get('/events', {
    schema: { operationId: 'listEvents', tags: ['Events'], summary: 'Read what happened, in order and without gaps', querystring: EventQuery, response: { 200: ref(EventList), ...problems('malformed-cursor') } }
  }, async (request, reply) => {
    permit(request)
    const { partnershipId } = request.caller
    const { after, limit = standardLimit, format: _format, ...filter } = request.query
    const place = placeIn(cursors, partnershipId, after)
    await sealEvents(database, partnershipId) // who has just written finds it here at once
    const read = async (page: PageRequest): Promise<Page<SealedEvent>> => {
      const from = page.after === undefined ? place : placeAt(page.after)
      const { found, reached } = await readFeed(database, request.caller, filter, from, page.limit)
      return { rows: found, next: found.length === 0 ? null : positionOf(reached) }
    }
    if (isExport(request)) return await exportList(services, request, reply, Event, read, presentEvent)
    const { found, reached } = await readFeed(database, request.caller, filter, place, limit)
    return { data: found.map(presentEvent), nextCursor: cursorOf(cursors, partnershipId, reached) }
  })
}
