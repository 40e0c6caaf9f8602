import type { FastifyInstance } from 'fastify'
import { Type } from '@sinclair/typebox'
import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox'
import { Refusal } from '../../domain/refusal.ts'
import type { PageRequest } from '../../platform/database/keyset.ts'
import { recorded } from '../../platform/http/answer.ts'
import { listBody, pageRequested } from '../../platform/http/list.ts'
import { pageQuery, params, problems, problemsOfChange, ref } from '../../platform/http/schemas.ts'
import type { Services } from '../../services.ts'
import { exportList, isExport } from '../exporting.ts'
import { change, permit } from '../work.ts'
import { applyPlaybook } from './commands.ts'
import { pageOfPlaybooks, playbooks } from './playbooks.ts'
import { Playbook, PlaybookApplication, PlaybookApplicationInput, PlaybookKey, PlaybookList } from './schemas.ts'

const tags = ['Playbooks']

/** Playbooks: what has worked before, as a plan to start from. */
export async function playbookRoutes (plugin: FastifyInstance, { services }: { services: Services }): Promise<void> {
  const app = plugin.withTypeProvider<TypeBoxTypeProvider>()

  app.get('/playbooks', {
    schema: { operationId: 'listPlaybooks', tags, summary: 'List playbooks', querystring: pageQuery, response: { 200: ref(PlaybookList), ...problems('malformed-cursor') } }
  }, async (request, reply) => {
    permit(request)
    if (isExport(request)) return await exportList(services, request, reply, Playbook, async (page: PageRequest) => pageOfPlaybooks(page), (playbook) => playbook)
    return listBody(request, reply, services.cursors, pageOfPlaybooks(pageRequested(request, services.cursors)), (playbook) => playbook, request.query.count === true ? playbooks.length : undefined)
  })

  app.get('/playbooks/:key', {
    schema: { operationId: 'getPlaybook', tags, summary: 'Read a playbook', params: Type.Object({ key: PlaybookKey }, { additionalProperties: false }), response: { 200: ref(Playbook), ...problems('not-found') } }
  }, async (request, reply) => {
    const playbook = playbooks.find(({ key }) => key === request.params.key)
    if (playbook === undefined) throw new Refusal('not-found', 'There is no such playbook.')
    permit(request)
    reply.version = 1 // it changes only with the service itself; the tag is made from what it says
    return playbook
  })

  app.post('/recommendations/:id/playbook', {
    schema: { operationId: 'applyPlaybook', tags, summary: 'Plan a recommendation from a playbook', params: params('id'), body: PlaybookApplicationInput, response: { 201: ref(PlaybookApplication), ...problemsOfChange('not-found', 'stale-version', 'playbook-applied', 'recommendation-not-accepted', 'unknown-reference', 'rule-broken') } }
  }, async (request, reply) => await change(services, request, reply, async (work) =>
    recorded(`/v1/actions?recommendationId=${request.params.id}`, await applyPlaybook(work, request.params.id, request.body))))
}
