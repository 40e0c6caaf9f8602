import type { FastifyInstance } from 'fastify'
import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox'
import { rowVerdicts } from '../../domain/import.ts'
import type { RowVerdict } from '../../domain/import.ts'
import { exportList, isExport } from '../../features/exporting.ts'
import { takeOverChecked } from '../../features/imports/commands.ts'
import { findImport, listImportRows, listImports } from '../../features/imports/queries.ts'
import type { FileRowRecord, ImportRow } from '../../features/imports/queries.ts'
import { ImportFileRow, ImportQuery, ImportRowQuery, presentFileRow, presentImport, TemplateQuery } from '../../features/imports/schemas.ts'
import { isOver } from '../../features/imports/state.ts'
import { columnsSheet, templateSheet } from '../../features/imports/template.ts'
import { change, permit, todayOf } from '../../features/work.ts'
import type { PageRequest } from '../../platform/database/keyset.ts'
import { tableFormatOf } from '../../platform/http/list-format.ts'
import { pageRequested, sortRequested } from '../../platform/http/list.ts'
import { params } from '../../platform/http/schemas.ts'
import { sendTable } from '../../platform/http/send-table.ts'
import type { Services } from '../../services.ts'
import { administered } from '../administration.ts'
import { addressOf } from '../filters.ts'
import { importStateWords, remarkInWords, verdictWords } from '../import-words.ts'
import { nextPage } from '../next-page.ts'
import { pageSchema } from '../page.ts'

/** Each may have a remark to every cell. */
const rowsPerPage = 25

/** Whole plans from spreadsheets: checked first, row by row and cell by cell, then taken over. */
export async function importPages (plugin: FastifyInstance, { services }: { services: Services }): Promise<void> {
  const app = plugin.withTypeProvider<TypeBoxTypeProvider>()
  const { database, cursors } = services

  app.get('/imports', { schema: pageSchema('listImports', { querystring: ImportQuery }) }, async (request, reply) => {
    permit(request)
    const { direction } = sortRequested(request.query.sort ?? '-createdAt', ['createdAt'], 'createdAt')
    const page = await listImports(database.shared, request.caller.partnershipId, { ...request.query, direction }, pageRequested(request, cursors))
    return await reply.page('imports', administered('imports', request, { title: 'Imports', imports: page.rows.map(shown), next: nextPage(reply, cursors, page), timeZone: request.timeZone }))
  })

  app.get('/imports/template', { schema: pageSchema('getImportTemplate', { querystring: TemplateQuery }) }, async (request, reply) => {
    permit(request)
    const format = tableFormatOf(request) ?? 'xlsx'
    return await sendTable(request, reply, format, todayOf(services, request), { ...templateSheet, name: 'plan' }, ...(format === 'xlsx' ? [columnsSheet] : []))
  })

  app.get('/imports/:id', { schema: pageSchema('listImportRows', { params: params('id'), querystring: ImportRowQuery }) }, async (request, reply) => {
    const key = { partnershipId: request.caller.partnershipId, importId: request.params.id }
    const found = await findImport(database, key)
    permit(request)
    const { query } = request
    const read = async (page: PageRequest) => await listImportRows(database, key, query.verdict, page)
    if (isExport(request)) return await exportList(services, request, reply, ImportFileRow, read, presentFileRow(found))
    const page = await read({ ...pageRequested(request, cursors), limit: rowsPerPage })
    const address = (verdict?: RowVerdict) => addressOf(`/imports/${found.id}`, { verdict })
    return await reply.page('import', administered('imports', request, {
      title: found.dryRun ? 'Check of a plan' : 'Import of a plan', found: shown(found), rows: page.rows.map(rowIn(found)), next: nextPage(reply, cursors, page), isFirst: query.cursor === undefined, verdict: query.verdict?.[0],
      verdicts: rowVerdicts.filter((verdict) => found[verdict] > 0).map((verdict) => ({ verdict, text: verdictWords[verdict], count: found[verdict], href: address(verdict) })),
      files: { csv: addressOf(`/imports/${found.id}`, { verdict: query.verdict, format: 'csv' }), xlsx: addressOf(`/imports/${found.id}`, { verdict: query.verdict, format: 'xlsx' }) }, timeZone: request.timeZone
    }))
  })

  app.post('/imports/:id/take-over', { schema: pageSchema('requestImport', { params: params('id') }) }, async (request, reply) => await change(services, request, reply, async (work) => {
    const { id } = await takeOverChecked(work, request.params.id)
    return { status: 303, body: null, location: `/imports/${id}` }
  }))
}

function shown (row: ImportRow) {
  return { ...presentImport(row), stateText: importStateWords[row.state], isOver: isOver(row), ...progressOf(row) }
}

/** How far it has come: of the rows of the file, and then of those that change something. */
function progressOf ({ state, rowsChecked, rowCount, rowsWritten, added, changed }: ImportRow): { done: number, of: number, share: number } {
  const [done, of] = state === 'writing' ? [rowsWritten, added + changed] : [rowsChecked, rowCount]
  return { done, of, share: of === 0 ? 100 : Math.floor(100 * done / of) }
}

function rowIn (found: ImportRow) {
  const present = presentFileRow(found)
  return (record: FileRowRecord) => {
    const row = present(record)
    return { ...row, verdictText: row.verdict === null ? 'Not checked yet' : verdictWords[row.verdict], faults: row.faults.map(remarkInWords), notes: row.notes.map(remarkInWords) }
  }
}
