import type { FastifyInstance } from 'fastify'
import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox'
import type { LocalDate } from '../../domain/local-date.ts'
import type { Caller } from '../../domain/permission.ts'
import { problems, ref } from '../../platform/http/schemas.ts'
import type { Services } from '../../services.ts'
import { viewOf } from '../actions/visibility.ts'
import { freshness } from '../events/freshness.ts'
import { currentSnapshot, findChangeSince } from '../events/queries.ts'
import { exportItems, isExport } from '../exporting.ts'
import { permit, todayOf } from '../work.ts'
import { KeptAnswers } from './kept-answers.ts'
import type { Answer } from './kept-answers.ts'
import type { Grouping } from './figures.ts'
import { Summary as SummarySchema, SummaryQuery, SummaryRow } from './schemas.ts'
import { linesOf, summarise } from './summary.ts'
import type { Summary } from './summary.ts'

/** Reports: figures over the whole plan. */
export async function reportRoutes (plugin: FastifyInstance, { services }: { services: Services }): Promise<void> {
  const app = plugin.withTypeProvider<TypeBoxTypeProvider>()
  const { database } = services
  const kept = new KeptAnswers()

  app.get('/reports/summary', {
    schema: { operationId: 'getSummaryReport', tags: ['Reports'], summary: 'Count the actions by status, rating and timeliness', querystring: SummaryQuery, response: { 200: ref(SummarySchema), ...problems() } }
  }, async (request, reply) => {
    permit(request)
    const read = async () => await readSummary(request.caller, request.query.groupBy ?? 'agency', todayOf(services, request))
    if (isExport(request)) return await exportItems(services, request, reply, SummaryRow, linesOf(JSON.parse((await read()).body) as Summary)) // written as one
    const fresh = await freshness(services, request, reply)
    if (fresh.unchanged) return reply
    const { body } = fresh.tagged(await read())
    return await reply.type('application/json; charset=utf-8').serializer(String).send(body as never) // as JSON already; the type is of what it holds
  })

  async function readSummary (caller: Caller, groupBy: Grouping, today: LocalDate): Promise<Answer> {
    const question = JSON.stringify([caller.partnershipId, viewOf(caller), groupBy, today])
    const changed = async (snapshot: string) => (await findChangeSince(database.shared, caller.partnershipId, snapshot)).changed
    return await kept.read(question, changed, async () => {
      const snapshot = await currentSnapshot(database)
      return { snapshot, body: JSON.stringify(await summarise(database, caller, groupBy, today)) }
    })
  }
}
