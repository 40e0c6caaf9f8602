import type { FastifyInstance } from 'fastify'
import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox'
import type { PageRequest } from '../../platform/database/keyset.ts'
import { listBody, pageRequested, sortRequested } from '../../platform/http/list.ts'
import { params, problems, problemsOfChange, ref } from '../../platform/http/schemas.ts'
import type { Services } from '../../services.ts'
import { exportList, isExport } from '../exporting.ts'
import { askedBy, change, permit } from '../work.ts'
import { channelOf } from './delivery.ts'
import { planReminders } from './planning.ts'
import { previewReminders } from './preview.ts'
import { countReminders, listReminders } from './queries.ts'
import { ActionReminders, PreviewInput, presentActionReminders, presentPreview, presentReminder, presentRun, Reminder, ReminderList, ReminderPreview, ReminderQuery, ReminderRun, RunInput } from './schemas.ts'
import { findActionReminders } from './why.ts'

const tags = ['Reminders']

/** The ledger of reminders: what was sent, what would be, and why nothing was. */
export async function reminderRoutes (plugin: FastifyInstance, { services }: { services: Services }): Promise<void> {
  const app = plugin.withTypeProvider<TypeBoxTypeProvider>()
  const { database, cursors, clock, config } = services

  app.get('/reminders', {
    schema: { operationId: 'listReminders', tags, summary: 'List the ledger of reminders', querystring: ReminderQuery, response: { 200: ref(ReminderList), ...problems('malformed-cursor') } }
  }, async (request, reply) => {
    permit(request)
    const { query, caller } = request
    const filter = { ...query, direction: sortRequested(query.sort, ['createdAt'], 'createdAt').direction }
    const read = async (page: PageRequest) => await listReminders(database, caller, filter, page)
    if (isExport(request)) return await exportList(services, request, reply, Reminder, read, presentReminder)
    const page = await read(pageRequested(request, cursors))
    const total = query.count === true ? await countReminders(database, caller, filter) : undefined
    return listBody(request, reply, cursors, page, presentReminder, total)
  })

  app.get('/actions/:id/reminders', {
    schema: { operationId: 'getActionReminders', tags, summary: 'Explain the reminders of an action', params: params('id'), response: { 200: ref(ActionReminders), ...problems('not-found') } }
  }, async (request) => {
    const found = await findActionReminders(database.shared, request.caller, request.params.id, { channel: channelOf(config), now: clock.now() })
    permit(request)
    return presentActionReminders(found)
  })

  app.post('/reminders/preview', {
    schema: { operationId: 'previewReminders', tags, summary: 'Show what would be sent; sends and writes nothing', body: PreviewInput, response: { 200: ref(ReminderPreview), ...problemsOfChange('rule-broken') } }
  }, async (request, reply) => {
    askedBy(request)
    permit(request)
    const asked = { ...request.body, partnershipId: request.caller.partnershipId, channel: channelOf(config) }
    const preview = presentPreview(await previewReminders(database, asked, clock.now()))
    return await change(services, request, reply, async (work) => { // for its idempotency key alone
      await work.permit()
      return { status: 200, body: preview }
    })
  })

  app.post('/reminders/run', {
    schema: { operationId: 'runReminders', tags, summary: 'Plan and queue what is due now', description: 'Idempotent: what was planned is not planned again. The service does this by itself every few minutes; an outside scheduler may too.', body: RunInput, response: { 202: ref(ReminderRun), ...problemsOfChange() } }
  }, async (request, reply) => {
    askedBy(request)
    permit(request)
    const sendWindow = request.body.ignoreSendWindow === true ? 'ignored' : 'observed'
    // Planned before, page by page: the transaction of the answer would be open too long, and what is planned twice is planned once.
    const counts = await planReminders(services, { partnershipId: request.caller.partnershipId, by: request.caller, requestId: request.id, channel: channelOf(config), sendWindow })
    return await change(services, request, reply, async (work) => {
      await work.permit()
      return { status: 202, body: presentRun(counts) }
    })
  })
}
