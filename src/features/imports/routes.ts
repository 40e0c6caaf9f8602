import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox'
import type { FastifyInstance } from 'fastify'
import { planColumns } from '../../domain/plan-column.ts'
import type { PageRequest } from '../../platform/database/keyset.ts'
import { tableFormatOf } from '../../platform/http/list-format.ts'
import { listBody, pageRequested, sortRequested } from '../../platform/http/list.ts'
import { params, problems, ref } from '../../platform/http/schemas.ts'
import { sendTable } from '../../platform/http/send-table.ts'
import type { Services } from '../../services.ts'
import { exportList, isExport } from '../exporting.ts'
import { permit, todayOf } from '../work.ts'
import { countImportRows, countImports, findImport, listImportRows, listImports } from './queries.ts'
import { Import, ImportFileRow, ImportFileRowList, ImportList, ImportQuery, ImportReading, ImportRowQuery, ImportTemplate, ImportWithRows, presentFileRow, presentImport, TemplateQuery } from './schemas.ts'
import { columnsSheet, templateSheet } from './template.ts'

const tags = ['Imports']

/** Imports of whole plans: the template, how each has come along, and what is said of its rows. */
export async function importRoutes (plugin: FastifyInstance, { services }: { services: Services }): Promise<void> {
  const app = plugin.withTypeProvider<TypeBoxTypeProvider>()
  const { database, cursors } = services

  app.get('/imports/template', {
    schema: { operationId: 'getImportTemplate', tags, summary: 'Get the template of a plan, as CSV or as an Excel workbook', description: 'As JSON: the columns that are understood.', querystring: TemplateQuery, response: { 200: ref(ImportTemplate), ...problems() } }
  }, async (request, reply) => {
    permit(request)
    const format = tableFormatOf(request)
    if (format === undefined) return { columns: planColumns.map((column) => ({ ...column, aliases: [...column.aliases] })) }
    return await sendTable(request, reply, format, todayOf(services, request), { ...templateSheet, name: 'plan' }, ...(format === 'xlsx' ? [columnsSheet] : []))
  })

  app.get('/imports', {
    schema: { operationId: 'listImports', tags, summary: 'List imports', querystring: ImportQuery, response: { 200: ref(ImportList), ...problems('malformed-cursor') } }
  }, async (request, reply) => {
    permit(request)
    const { caller: { partnershipId }, query } = request
    const filter = { ...query, direction: sortRequested(query.sort, ['createdAt'], 'createdAt').direction }
    const read = async (page: PageRequest) => await listImports(database, partnershipId, filter, page)
    if (isExport(request)) return await exportList(services, request, reply, Import, read, presentImport)
    const page = await read(pageRequested(request, cursors))
    return listBody(request, reply, cursors, page, presentImport, query.count === true ? await countImports(database, partnershipId, filter) : undefined)
  })

  app.get('/imports/:id', {
    schema: { operationId: 'getImport', tags, summary: 'See how an import has come along, and what is said of its rows', params: params('id'), querystring: ImportReading, response: { 200: ref(ImportWithRows), ...problems('not-found') } }
  }, async (request, reply) => {
    const key = { partnershipId: request.caller.partnershipId, importId: request.params.id }
    const found = await findImport(database, key)
    permit(request)
    const page = await listImportRows(database, key, request.query.verdict, { limit: 50, after: undefined })
    reply.version = found.version
    const nextCursor = page.next === null ? null : cursors.write(page.next, rowsIdentity(request.caller.partnershipId, found.id, request.query.verdict))
    return { ...presentImport(found), rows: { data: page.rows.map(presentFileRow(found)), nextCursor } }
  })

  app.get('/imports/:id/rows', {
    schema: { operationId: 'listImportRows', tags, summary: 'List the rows of an import, with what is said of each', params: params('id'), querystring: ImportRowQuery, response: { 200: ref(ImportFileRowList), ...problems('not-found', 'malformed-cursor') } }
  }, async (request, reply) => {
    const key = { partnershipId: request.caller.partnershipId, importId: request.params.id }
    const found = await findImport(database, key)
    permit(request)
    const read = async (page: PageRequest) => await listImportRows(database, key, request.query.verdict, page)
    if (isExport(request)) return await exportList(services, request, reply, ImportFileRow, read, presentFileRow(found))
    const page = await read(pageRequested(request, cursors))
    return listBody(request, reply, cursors, page, presentFileRow(found), request.query.count === true ? await countImportRows(database, key, request.query.verdict) : undefined)
  })
}

/** As the list of the rows identifies itself to its cursors (platform/http/list.ts), so that it can go on from here. */
function rowsIdentity (partnershipId: string, importId: string, verdict: readonly string[] | undefined): string {
  return JSON.stringify([partnershipId, `/v1/imports/${importId}/rows`, verdict === undefined ? [] : [['verdict', verdict]]])
}
