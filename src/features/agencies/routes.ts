import type { FastifyInstance } from 'fastify'
import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox'
import type { PageRequest } from '../../platform/database/keyset.ts'
import { changed, created, recorded } from '../../platform/http/answer.ts'
import { listBody, pageRequested, sortRequested } from '../../platform/http/list.ts'
import { params, problems, problemsOfChange, ref } from '../../platform/http/schemas.ts'
import type { Services } from '../../services.ts'
import { freshness } from '../events/freshness.ts'
import { exportList, isExport } from '../exporting.ts'
import { change, permit, todayOf } from '../work.ts'
import { createAgency, updateAgency } from './commands.ts'
import { mergeAgency } from './merger.ts'
import { agencySorts, countAgencies, findAgency, listAgencies } from './queries.ts'
import type { AgencyRow } from './queries.ts'
import { Agency, AgencyInput, AgencyList, AgencyPatch, AgencyQuery, Merger, MergerInput, presentAgency } from './schemas.ts'

const tags = ['Agencies']

/** Agencies: who owns and supports actions. */
export async function agencyRoutes (plugin: FastifyInstance, { services }: { services: Services }): Promise<void> {
  const app = plugin.withTypeProvider<TypeBoxTypeProvider>()
  const { database, cursors } = services

  app.get('/agencies', {
    schema: { operationId: 'listAgencies', tags, summary: 'List agencies', querystring: AgencyQuery, response: { 200: ref(AgencyList), ...problems() } }
  }, async (request, reply) => {
    permit(request)
    const { partnershipId } = request.caller
    const today = todayOf(services, request)
    const filter = { ...request.query, sort: sortRequested(request.query.sort, agencySorts, 'name') }
    const read = async (page: PageRequest) => await listAgencies(database, partnershipId, today, filter, page)
    const present = (row: AgencyRow) => presentAgency(row, today)
    if (isExport(request)) return await exportList(services, request, reply, Agency, read, present)
    const fresh = await freshness(services, request, reply)
    if (fresh.unchanged) return reply
    const page = fresh.tagged(await read(pageRequested(request, cursors)))
    const total = request.query.count === true ? await countAgencies(database, partnershipId, today, filter) : undefined
    return listBody(request, reply, cursors, page, present, total)
  })

  app.post('/agencies', {
    schema: { operationId: 'createAgency', tags, summary: 'Add an agency', body: AgencyInput, response: { 201: ref(Agency), ...problemsOfChange('already-exists', 'unknown-reference', 'rule-broken') } }
  }, async (request, reply) => await change(services, request, reply, async (work) => {
    const agency = await createAgency(work, request.body)
    return created('/v1/agencies', presentAgency(agency, work.today), agency.version)
  }))

  app.get('/agencies/:id', {
    schema: { operationId: 'getAgency', tags, summary: 'Read an agency', params: params('id'), response: { 200: ref(Agency), ...problems('not-found') } }
  }, async (request, reply) => {
    const agency = await findAgency(database, request.caller.partnershipId, request.params.id)
    permit(request)
    reply.version = agency.version
    return presentAgency(agency, todayOf(services, request))
  })

  app.patch('/agencies/:id', {
    schema: { operationId: 'updateAgency', tags, summary: 'Change an agency', params: params('id'), body: AgencyPatch, response: { 200: ref(Agency), ...problemsOfChange('not-found', 'precondition-required', 'stale-version', 'already-exists', 'last-coordinator', 'unknown-reference', 'rule-broken') } }
  }, async (request, reply) => await change(services, request, reply, async (work) => {
    const agency = await updateAgency(work, request.params.id, request.body)
    return changed(presentAgency(agency, work.today), agency.version)
  }))

  app.post('/agencies/:id/merger', {
    schema: { operationId: 'mergeAgency', tags, summary: 'Give the open work of an agency to its successor', params: params('id'), body: MergerInput, response: { 201: ref(Merger), ...problemsOfChange('not-found', 'malformed-if-match', 'stale-version', 'already-exists', 'last-coordinator', 'unknown-reference', 'rule-broken') } }
  }, async (request, reply) => await change(services, request, reply, async (work) => {
    const { id } = request.params
    return recorded(`/v1/agencies/${id}`, await mergeAgency(work, id, request.body))
  }))
}
