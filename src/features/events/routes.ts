import type { FastifyInstance } from 'fastify'
import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox'
import { problems, ref } from '../../platform/http/schemas.ts'
import type { Services } from '../../services.ts'
import { permit } from '../work.ts'
import { beginning, readFeed } from './queries.ts'
import type { Place } from './queries.ts'
import { EventList, EventQuery, presentEvent } from './schemas.ts'
import { sealEvents } from './sealing.ts'

const standardLimit = 50

/** Events: the audit trail, read in order. */
export async function eventRoutes (plugin: FastifyInstance, { services }: { services: Services }): Promise<void> {
  const app = plugin.withTypeProvider<TypeBoxTypeProvider>()
  const { database, cursors } = services

  app.get('/events', {
    schema: { operationId: 'listEvents', tags: ['Events'], summary: 'Read what happened, in order and without gaps', querystring: EventQuery, response: { 200: ref(EventList), ...problems('malformed-cursor') } }
  }, async (request) => {
    permit(request)
    const { partnershipId } = request.caller
    const { after, limit = standardLimit, ...filter } = request.query
    const place = after === undefined ? beginning : placeIn(after, partnershipId)
    await sealEvents(database, partnershipId) // who has just written finds it here at once
    const { found, reached } = await readFeed(database, request.caller, filter, place, limit)
    return { data: found.map(presentEvent), nextCursor: cursors.write({ value: reached.sequence, id: reached.hash }, historyOf(partnershipId)) }
  })

  function placeIn (cursor: string, partnershipId: string): Place {
    const { value, id } = cursors.read(cursor, historyOf(partnershipId))
    return { sequence: Number(value), hash: id }
  }
}

/** Filters may change between pages: a place in the sequence is the same for all. */
function historyOf (partnershipId: string): string {
  return `events ${partnershipId}`
}
