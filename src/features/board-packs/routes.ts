import { Type } from '@sinclair/typebox'
import type { FastifyInstance } from 'fastify'
import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox'
import type { PageRequest } from '../../platform/database/keyset.ts'
import { created } from '../../platform/http/answer.ts'
import { mediaTypes } from '../../platform/http/list-format.ts'
import { listBody, pageRequested, sortRequested } from '../../platform/http/list.ts'
import { params, problems, problemsOfChange, ref } from '../../platform/http/schemas.ts'
import type { Services } from '../../services.ts'
import { exportList, isExport } from '../exporting.ts'
import { AnnualReport } from '../reports/annual-schemas.ts'
import { Summary } from '../reports/schemas.ts'
import { change, permit } from '../work.ts'
import { freezeReport } from './commands.ts'
import { sendPack } from './giving-out.ts'
import { countBoardPacks, findBoardPack, listBoardPacks } from './queries.ts'
import { BoardPack, BoardPackInput, BoardPackList, BoardPackQuery, ContentQuery, presentBoardPack } from './schemas.ts'

const tags = ['Reports']

/** A pack never changes; its tag does not either. */
const onlyVersion = 1

/** Board packs: reports as they stood when somebody decided by them. */
export async function boardPackRoutes (plugin: FastifyInstance, { services }: { services: Services }): Promise<void> {
  const app = plugin.withTypeProvider<TypeBoxTypeProvider>()
  const { database, cursors } = services

  app.post('/board-packs', {
    schema: { operationId: 'createBoardPack', tags, summary: 'Freeze a report', body: BoardPackInput, response: { 201: ref(BoardPack), ...problemsOfChange('malformed-idempotency-key', 'idempotency-in-flight', 'idempotency-key-reused', 'rule-broken') } }
  }, async (request, reply) => await change(services, request, reply, async (work) => created('/v1/board-packs', presentBoardPack(await freezeReport(work, request.body)), onlyVersion)))

  app.get('/board-packs', {
    schema: { operationId: 'listBoardPacks', tags, summary: 'List the board packs', querystring: BoardPackQuery, response: { 200: ref(BoardPackList), ...problems('malformed-cursor') } }
  }, async (request, reply) => {
    permit(request)
    const { direction } = sortRequested(request.query.sort, ['frozenAt'], 'frozenAt')
    const read = async (page: PageRequest) => await listBoardPacks(database, request.caller, direction, page)
    if (isExport(request)) return await exportList(services, request, reply, BoardPack, read, presentBoardPack)
    const page = await read(pageRequested(request, cursors))
    const total = request.query.count === true ? await countBoardPacks(database, request.caller) : undefined
    return listBody(request, reply, cursors, page, presentBoardPack, total)
  })

  app.get('/board-packs/:id', {
    schema: { operationId: 'getBoardPack', tags, summary: 'Read what a board pack is', params: params('id'), response: { 200: ref(BoardPack), ...problems('not-found') } }
  }, async (request, reply) => {
    const pack = await findBoardPack(database, request.caller, request.params.id)
    permit(request)
    reply.version = onlyVersion
    return presentBoardPack(pack)
  })

  app.get('/board-packs/:id/content', {
    schema: { operationId: 'getBoardPackContent', tags, summary: 'Download a board pack, the same bytes each time', params: params('id'), querystring: ContentQuery, response: { 200: content, 206: part, ...problems('not-found', 'range-not-satisfiable') } }
  }, async (request, reply) => {
    const pack = await findBoardPack(database, request.caller, request.params.id)
    permit(request)
    return await sendPack(services, request, reply, pack)
  })
}

const content = { description: 'The report, as it was answered when it was frozen. `ETag` is its SHA-256 in hexadecimal, `Repr-Digest` the same as RFC 9530 has it.', content: { 'application/json': { schema: Type.Union([ref(Summary), ref(AnnualReport)]) } } }
const part = { description: 'The part that was asked for.', content: Object.fromEntries(Object.values(mediaTypes).map((mediaType) => [mediaType, { schema: Type.String({ contentMediaType: mediaType }) }])) }
