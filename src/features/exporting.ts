import { setTimeout as pause } from 'node:timers/promises'
import type { TSchema } from '@sinclair/typebox'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { databaseProblem } from '../platform/database/errors.ts'
import type { Page, PageRequest } from '../platform/database/keyset.ts'
import { within } from '../platform/database/tenancy.ts'
import type { Cell, Column, Table } from '../platform/formats/table.ts'
import { tableFormatOf } from '../platform/http/list-format.ts'
import { pageRequested } from '../platform/http/list.ts'
import { sendTable } from '../platform/http/send-table.ts'
import { cellsOf, columnsOf } from '../platform/http/table-columns.ts'
import type { Services } from '../services.ts'
import { actingFor, todayOf } from './work.ts'

/** Does the caller want the whole list as a file? To be asked after `permit`. */
export function isExport (request: FastifyRequest): boolean {
  return tableFormatOf(request) !== undefined
}

// Large enough that a page's round trip does not count, small enough to hold three of them.
const rowsPerPage = 500

/**
 * Gives out a list to its end, with the columns of its items' schema and the figures of its JSON.
 * Each page is a read of its own: however slowly the caller reads, no transaction waits for it.
 * The first is read before the answer begins, so that what is wrong by then is told as a problem.
 */
export async function exportList<Row, Item> (
  services: Services, request: FastifyRequest, reply: FastifyReply,
  item: TSchema, read: (page: PageRequest) => Promise<Page<Row>>, present: (row: Row) => Item
): Promise<FastifyReply> {
  services.exports.take(request.caller.partnershipId, reply)
  const columns = columnsOf(item)
  const { after } = pageRequested(request, services.cursors)
  const [first] = await Promise.all([read({ limit: rowsPerPage, after }), noteExport(services, request)])
  return await send(services, request, reply, columns, rowsFrom(first, withinPartnershipOf(request, read), (row) => cellsOf(columns, present(row))))
}

/** The same of what is not paged: a report, a series. */
export async function exportItems (services: Services, request: FastifyRequest, reply: FastifyReply, item: TSchema, items: readonly unknown[]): Promise<FastifyReply> {
  services.exports.take(request.caller.partnershipId, reply)
  const { columns, rows } = tableOf('', item, items)
  await noteExport(services, request)
  return await send(services, request, reply, columns, rows)
}

/** Things of one schema as a table, with a column for each field. */
export function tableOf (name: string, item: TSchema, items: readonly unknown[]): Table {
  const columns = columnsOf(item)
  return { name, columns, rows: items.map((each) => cellsOf(columns, each)) }
}

/** Nothing is given out as a file that the audit trail does not tell of. */
export async function noteExport (services: Services, request: FastifyRequest): Promise<void> {
  if (request.method === 'HEAD') return
  const { caller, operation } = request
  await services.accesses.note(actingFor(request), {
    type: 'export.made', subject: { type: 'export', id: caller.id }, after: { operation, format: tableFormatOf(request) ?? 'csv', filters: filtersOf(request) }
  })
}

const notFilters = ['cursor', 'after', 'format', 'limit', 'count', 'sort']
const closedWords = /^([0-9a-f-]{36}|\d{4}(-[\dHQ-]{2,5})?|true|false|[a-z]+(_[a-z]+)*)$/
const ofPeople = ['q', 'theme'] // they hold what somebody wrote

/** Ids, days and words of closed lists as they were given; of all else only that it was. */
function filtersOf ({ query, params }: FastifyRequest): Record<string, string | true> {
  const given = Object.entries({ ...query as object, ...params as object }).filter(([name]) => !notFilters.includes(name))
  return Object.fromEntries(given.map(([name, value]) => [name, !ofPeople.includes(name) && [value].flat().every((each) => closedWords.test(String(each))) ? String(value) : true]))
}

async function send (services: Services, request: FastifyRequest, reply: FastifyReply, columns: readonly Column[], rows: Table['rows']): Promise<FastifyReply> {
  const name = request.url.split('?', 1)[0]?.split('/').at(-1) ?? 'list'
  return await sendTable(request, reply, tableFormatOf(request) ?? 'csv', todayOf(services, request), { name, columns, rows })
}

async function * rowsFrom<Row> (first: Page<Row>, read: (page: PageRequest) => Promise<Page<Row>>, cells: (row: Row) => Cell[]): AsyncGenerator<Cell[]> {
  for (let page = first; ;) {
    for (const row of page.rows) yield cells(row)
    if (page.next === null) return
    page = await readPersistently(read, { limit: rowsPerPage, after: page.next })
  }
}

// Later pages are read when the reader has taken the earlier ones, which is none of the handler's doing.
function withinPartnershipOf<Row> ({ caller }: FastifyRequest, read: (page: PageRequest) => Promise<Page<Row>>): typeof read {
  return async (page) => await within(caller.partnershipId, async () => await read(page))
}

// A file of minutes should not break off because the database was away for a moment.
const pausesMs = [250, 1_000]

async function readPersistently<Row> (read: (page: PageRequest) => Promise<Page<Row>>, page: PageRequest): Promise<Page<Row>> {
  for (const pauseMs of pausesMs) {
    try {
      return await read(page)
    } catch (error) {
      if (databaseProblem(error)?.code !== 'unavailable') throw error
      await pause(pauseMs)
    }
  }
  return await read(page)
}
