import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { Type } from '@sinclair/typebox'
import { fileTypes } from '../../domain/evidence-file.ts'
import type { PageRequest } from '../../platform/database/keyset.ts'
import { created, recorded } from '../../platform/http/answer.ts'
import { listBody, pageRequested, sortRequested } from '../../platform/http/list.ts'
import type { ListQuery } from '../../platform/http/list.ts'
import { params, problems, problemsOfChange, ref } from '../../platform/http/schemas.ts'
import type { Services } from '../../services.ts'
import { findAction } from '../actions/queries.ts'
import { freshness } from '../events/freshness.ts'
import { exportList, isExport } from '../exporting.ts'
import { change, permit } from '../work.ts'
import { assessEvidence, withdrawEvidence } from './commands.ts'
import { longestDownloadMs, sendContent } from './giving-out.ts'
import { countListedEvidence, findEvidence, listEvidence } from './queries.ts'
import type { EvidenceFilter } from './queries.ts'
import { ActionEvidenceQuery, AssessmentInput, Evidence, EvidenceAssessment, EvidenceList, EvidenceQuery, presentAssessment, presentEvidence } from './schemas.ts'

const tags = ['Evidence']

/** Evidence: reading it, taking it back, judging it. It comes in by intake-routes.ts. */
export async function evidenceRoutes (plugin: FastifyInstance, { services }: { services: Services }): Promise<void> {
  const app = plugin.withTypeProvider<TypeBoxTypeProvider>()
  const { database } = services

  app.get('/evidence', {
    schema: { operationId: 'listEvidence', tags, summary: 'List evidence', querystring: EvidenceQuery, response: { 200: ref(EvidenceList), ...problems('malformed-cursor') } }
  }, async (request, reply) => {
    permit(request)
    return await list(services, request, reply, request.query)
  })

  app.get('/actions/:id/evidence', {
    schema: { operationId: 'listActionEvidence', tags, summary: 'List the evidence of an action', params: params('id'), querystring: ActionEvidenceQuery, response: { 200: ref(EvidenceList), ...problems('not-found', 'malformed-cursor') } }
  }, async (request, reply) => {
    await findAction(database, request.caller, request.params.id)
    permit(request)
    return await list(services, request, reply, { ...request.query, actionId: [request.params.id] })
  })

  app.get('/evidence/:id', {
    schema: { operationId: 'getEvidence', tags, summary: 'Read what is known of a piece of evidence', params: params('id'), response: { 200: ref(Evidence), ...problems('not-found') } }
  }, async (request, reply) => {
    const evidence = await findEvidence(database, request.caller, request.params.id)
    permit(request)
    reply.version = evidence.version
    return presentEvidence(evidence)
  })

  app.get('/evidence/:id/content', {
    handlerTimeout: longestDownloadMs,
    schema: { operationId: 'getEvidenceContent', tags, summary: 'Download the file or statement', params: params('id'), headers: rangeHeaders, response: { 200: content, 206: content, ...problems('not-found', 'content-missing', 'content-withheld', 'range-not-satisfiable') } }
  }, async (request, reply) => {
    const evidence = await findEvidence(database, request.caller, request.params.id)
    permit(request)
    return await sendContent(services, request, reply, evidence)
  })

  app.post('/evidence/:id/withdrawal', {
    schema: { operationId: 'withdrawEvidence', tags, summary: 'Withdraw evidence', params: params('id'), response: { 201: ref(Evidence), ...problemsOfChange('not-found', 'malformed-if-match', 'stale-version', 'already-decided') } }
  }, async (request, reply) => await change(services, request, reply, async (work) => {
    const evidence = await withdrawEvidence(work, request.params.id)
    return created('/v1/evidence', presentEvidence(evidence), evidence.version)
  }))

  app.post('/evidence/:id/assessments', {
    schema: {
      operationId: 'assessEvidence', tags, summary: 'Accept or return evidence', params: params('id'), body: AssessmentInput,
      response: { 201: ref(EvidenceAssessment), ...problemsOfChange('not-found', 'separation-of-duties', 'malformed-if-match', 'stale-version', 'stale-content', 'already-decided', 'content-withheld', 'reason-required') }
    }
  }, async (request, reply) => await change(services, request, reply, async (work) => {
    return recorded(`/v1/evidence/${request.params.id}`, presentAssessment(await assessEvidence(work, request.params.id, request.body)))
  }))
}

const rangeHeaders = Type.Object({
  range: Type.Optional(Type.String({ maxLength: 200, description: 'One range of bytes, such as `bytes=0-1023`, is answered with 206; several are answered with all of it.' })),
  'if-range': Type.Optional(Type.String({ maxLength: 200, description: 'The `ETag` of what the caller has the beginning of; of other content it is given all.' }))
})

const content = {
  description: 'The content, for saving.',
  content: Object.fromEntries(fileTypes.map(({ mediaType }) => [mediaType, { schema: Type.String({ contentMediaType: mediaType }) }]))
}

async function list (services: Services, request: FastifyRequest, reply: FastifyReply, query: ListQuery & EvidenceFilter) {
  const { database, cursors } = services
  const { direction } = sortRequested(query.sort, ['createdAt'], 'createdAt')
  const read = async (page: PageRequest) => await listEvidence(database, request.caller, query, direction, page)
  if (isExport(request)) return await exportList(services, request, reply, Evidence, read, presentEvidence)
  const fresh = await freshness(services, request, reply)
  if (fresh.unchanged) return reply
  const [page, total] = await Promise.all([
    read(pageRequested(request, cursors)),
    query.count === true ? countListedEvidence(database, request.caller, query) : undefined
  ])
  return listBody(request, reply, cursors, fresh.tagged(page), presentEvidence, total)
}
