import type { FastifyInstance } from 'fastify'
import { Type } from '@sinclair/typebox'
import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox'
import type { PageRequest } from '../../platform/database/keyset.ts'
import { gone, recorded } from '../../platform/http/answer.ts'
import { listBody, pageRequested, sortRequested } from '../../platform/http/list.ts'
import { params, problems, problemsOfChange, ref } from '../../platform/http/schemas.ts'
import type { Services } from '../../services.ts'
import { exportList, isExport } from '../exporting.ts'
import { change, permit, todayOf } from '../work.ts'
import { sendCalendar } from './answer.ts'
import { writeCalendarOf } from './calendar.ts'
import { createFeed, revokeFeed } from './commands.ts'
import { countFeeds, listFeeds } from './feed-queries.ts'
import { calendarAnswer, CalendarFeed, CalendarFeedInput, CalendarFeedList, CalendarFeedQuery, ifNoneMatch, NewCalendarFeed, presentFeed, presentIssuedFeed, unchangedAnswer } from './schemas.ts'

const tags = ['Calendars']

/** Calendars: the caller's own, and the secret addresses at which programs find one. */
export async function calendarRoutes (plugin: FastifyInstance, { services }: { services: Services }): Promise<void> {
  const app = plugin.withTypeProvider<TypeBoxTypeProvider>()
  const { database, cursors, config } = services

  app.get('/calendar.ics', {
    schema: { operationId: 'getCalendar', tags, summary: "Due dates of the caller's agency, for a coordinator of all", headers: ifNoneMatch, response: { 200: calendarAnswer, 304: unchangedAnswer, ...problems() } }
  }, async (request, reply) => {
    permit(request)
    const day = { today: todayOf(services, request), timeZone: request.timeZone }
    return await sendCalendar(reply, await writeCalendarOf(database, request.caller, day, config.publicUrl))
  })

  app.get('/calendar-feeds', {
    schema: { operationId: 'listCalendarFeeds', tags, summary: "List one's calendar addresses; coordinators: everybody's", querystring: CalendarFeedQuery, response: { 200: ref(CalendarFeedList), ...problems('malformed-cursor') } }
  }, async (request, reply) => {
    permit(request)
    const { sort, count, personId } = request.query
    const { direction } = sortRequested(sort, ['createdAt'], 'createdAt')
    const filter = { direction, ...(personId === undefined ? {} : { personId }) }
    const read = async (page: PageRequest) => await listFeeds(database, request.caller, filter, page)
    if (isExport(request)) return await exportList(services, request, reply, CalendarFeed, read, presentFeed)
    const [page, total] = await Promise.all([
      read(pageRequested(request, cursors)),
      count === true ? countFeeds(database, request.caller, filter) : undefined
    ])
    return listBody(request, reply, cursors, page, presentFeed, total)
  })

  app.post('/calendar-feeds', {
    schema: { operationId: 'createCalendarFeed', tags, summary: 'Make a secret calendar address for oneself', body: CalendarFeedInput, response: { 201: ref(NewCalendarFeed), ...problemsOfChange('idempotency-in-flight', 'rule-broken', 'idempotency-key-reused') } }
  }, async (request, reply) => await change(services, request, reply, async (work) => {
    const feed = await createFeed(work, request.body)
    return { ...recorded('/v1/calendar-feeds', presentIssuedFeed(feed, config.publicUrl)), secrets: ['url'] }
  }))

  app.delete('/calendar-feeds/:id', {
    schema: { operationId: 'revokeCalendarFeed', tags, summary: 'Revoke a calendar address', params: params('id'), response: { 204: Type.Null({ description: 'It works no more.' }), ...problemsOfChange('not-found') } }
  }, async (request, reply) => await change(services, request, reply, async (work) => {
    await revokeFeed(work, request.params.id)
    return gone
  }))
}
