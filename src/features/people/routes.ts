import type { FastifyInstance } from 'fastify'
import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox'
import type { PageRequest } from '../../platform/database/keyset.ts'
import { changed, created, recorded } from '../../platform/http/answer.ts'
import { listBody, pageRequested, sortRequested } from '../../platform/http/list.ts'
import { params, problems, problemsOfChange, ref } from '../../platform/http/schemas.ts'
import type { Services } from '../../services.ts'
import { exportList, isExport } from '../exporting.ts'
import { change, permit } from '../work.ts'
import { createPerson, updatePerson } from './commands.ts'
import { erasePerson } from './erasure.ts'
import { handOverWork } from './handover.ts'
import { countPeople, findPerson, listPeople, personSorts } from './queries.ts'
import { Erasure, ErasureInput, Handover, HandoverInput, Person, PersonInput, PersonList, PersonPatch, PersonQuery, presentPerson } from './schemas.ts'

const tags = ['People']

/** People: who does the work, who judges it, who coordinates. */
export async function personRoutes (plugin: FastifyInstance, { services }: { services: Services }): Promise<void> {
  const app = plugin.withTypeProvider<TypeBoxTypeProvider>()
  const { database, cursors } = services

  app.get('/people', {
    schema: { operationId: 'listPeople', tags, summary: 'List people', querystring: PersonQuery, response: { 200: ref(PersonList), ...problems() } }
  }, async (request, reply) => {
    permit(request)
    const { partnershipId } = request.caller
    const filter = { ...request.query, sort: sortRequested(request.query.sort, personSorts, 'name') }
    const read = async (page: PageRequest) => await listPeople(database, partnershipId, filter, page)
    if (isExport(request)) return await exportList(services, request, reply, Person, read, presentPerson)
    const page = await read(pageRequested(request, cursors))
    const total = request.query.count === true ? await countPeople(database, partnershipId, filter) : undefined
    return listBody(request, reply, cursors, page, presentPerson, total)
  })

  app.post('/people', {
    schema: { operationId: 'createPerson', tags, summary: 'Add a person', body: PersonInput, response: { 201: ref(Person), ...problemsOfChange('already-exists', 'idempotency-in-flight', 'unknown-reference', 'idempotency-key-reused') } }
  }, async (request, reply) => await change(services, request, reply, async (work) => {
    const person = await createPerson(work, request.body)
    return created('/v1/people', presentPerson(person), person.version)
  }))

  app.get('/people/:id', {
    schema: { operationId: 'getPerson', tags, summary: 'Read a person', params: params('id'), response: { 200: ref(Person), ...problems('not-found') } }
  }, async (request, reply) => {
    const person = await findPerson(database, request.caller.partnershipId, request.params.id)
    permit(request)
    reply.version = person.version
    return presentPerson(person)
  })

  app.patch('/people/:id', {
    schema: { operationId: 'updatePerson', tags, summary: 'Change a person', params: params('id'), body: PersonPatch, response: { 200: ref(Person), ...problemsOfChange('not-found', 'precondition-required', 'stale-version', 'already-exists', 'last-coordinator', 'person-erased', 'unknown-reference', 'rule-broken') } }
  }, async (request, reply) => await change(services, request, reply, async (work) => {
    const person = await updatePerson(work, request.params.id, request.body)
    return changed(presentPerson(person), person.version)
  }))

  app.post('/people/:id/handover', {
    schema: { operationId: 'handOverWork', tags, summary: "Hand over a leaver's open work", params: params('id'), body: HandoverInput, response: { 201: ref(Handover), ...problemsOfChange('not-found', 'stale-version', 'idempotency-in-flight', 'unknown-reference', 'rule-broken', 'idempotency-key-reused') } }
  }, async (request, reply) => await change(services, request, reply, async (work) =>
    recorded(`/v1/people/${request.params.id}`, await handOverWork(work, request.params.id, request.body.toPersonId))))

  app.post('/people/:id/erasure', {
    schema: { operationId: 'erasePerson', tags, summary: 'Erase who a person is', description: 'Name, address and title are replaced, also where messages went; keys, sessions and the identity at a provider end. The id stays, for the events and the separation of duties. It cannot be undone.', params: params('id'), body: ErasureInput, response: { 201: ref(Erasure), ...problemsOfChange('not-found', 'stale-version', 'idempotency-in-flight', 'person-erased', 'last-coordinator', 'legal-hold', 'idempotency-key-reused') } }
  }, async (request, reply) => await change(services, request, reply, async (work) =>
    recorded(`/v1/people/${request.params.id}`, await erasePerson(work, request.params.id, request.body.basis))))
}
