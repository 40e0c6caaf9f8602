import { Readable } from 'node:stream'
import { Type } from '@sinclair/typebox'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox'
import type { PageRequest } from '../../platform/database/keyset.ts'
import { sendAttachment } from '../../platform/files/attachment.ts'
import { created } from '../../platform/http/answer.ts'
import { mediaTypes, tableFormatOf } from '../../platform/http/list-format.ts'
import { listBody, pageRequested, sortRequested } from '../../platform/http/list.ts'
import { tableWriters } from '../../platform/http/send-table.ts'
import { params, problems, problemsOfChange, ref } from '../../platform/http/schemas.ts'
import type { Services } from '../../services.ts'
import { exportList, isExport, noteExport } from '../exporting.ts'
import { AnnualReport } from '../reports/annual-schemas.ts'
import { Summary } from '../reports/schemas.ts'
import { change, permit } from '../work.ts'
import { freezeReport } from './commands.ts'
import { countBoardPacks, findBoardPack, listBoardPacks, readContent } from './queries.ts'
import type { ShownBoardPack } from './queries.ts'
import { BoardPack, BoardPackInput, BoardPackList, BoardPackQuery, ContentQuery, presentBoardPack } from './schemas.ts'

const tags = ['Reports']

/** Board packs: reports as they stood when somebody decided by them. */
export async function boardPackRoutes (plugin: FastifyInstance, { services }: { services: Services }): Promise<void> {
  const app = plugin.withTypeProvider<TypeBoxTypeProvider>()
  const { database, cursors } = services

  app.post('/board-packs', {
    schema: { operationId: 'createBoardPack', tags, summary: 'Freeze a report', body: BoardPackInput, response: { 201: ref(BoardPack), ...problemsOfChange('malformed-idempotency-key', 'idempotency-in-flight', 'idempotency-key-reused', 'rule-broken') } }
  }, async (request, reply) => await change(services, request, reply, async (work) => created('/v1/board-packs', presentBoardPack(await freezeReport(work, request.body)))))

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
  }, async (request) => {
    const pack = await findBoardPack(database, request.caller, request.params.id)
    permit(request)
    return presentBoardPack(pack)
  })

  app.get('/board-packs/:id/content', {
    schema: { operationId: 'getBoardPackContent', tags, summary: 'Download a board pack, the same bytes each time', params: params('id'), querystring: ContentQuery, response: { 200: content, 206: part, ...problems('not-found', 'range-not-satisfiable') } }
  }, async (request, reply) => {
    const pack = await findBoardPack(database, request.caller, request.params.id)
    permit(request)
    return await sendContent(services, request, reply, pack)
  })
}

const content = { description: 'The report, as it was answered when it was frozen. `ETag` is its SHA-256 in hexadecimal, `Repr-Digest` the same as RFC 9530 has it.', content: { 'application/json': { schema: Type.Union([ref(Summary), ref(AnnualReport)]) } } }
const part = { description: 'The part that was asked for.', content: Object.fromEntries(Object.values(mediaTypes).map((mediaType) => [mediaType, { schema: Type.String({ contentMediaType: mediaType }) }])) }

async function sendContent (services: Services, request: FastifyRequest, reply: FastifyReply, pack: ShownBoardPack): Promise<FastifyReply> {
  const format = tableFormatOf(request) ?? 'json'
  const { size = 0, sha256 = '' } = pack.contents.find((each) => each.format === format) ?? {}
  const digest = `sha-256=:${Buffer.from(sha256, 'hex').toString('base64')}:`
  void reply.header('repr-digest', digest)
  if (request.headers.range === undefined) void reply.header('content-digest', digest) // the two differ for a part
  return await sendAttachment(request, reply, {
    name: `${pack.report}-${pack.on}.${format}`,
    mediaType: format === 'json' ? mediaTypes.json : tableWriters[format].mediaType,
    size,
    sha256,
    read: async () => {
      if (format !== 'json') await noteExport(services, request)
      return Readable.from([await readContent(services.database, pack, format)])
    }
  })
}
