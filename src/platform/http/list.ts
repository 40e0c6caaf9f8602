import type { FastifyReply, FastifyRequest } from 'fastify'
import { Refusal } from '../../domain/refusal.ts'
import type { Page, PageRequest } from '../database/keyset.ts'
import { sendJson } from './answer.ts'
import type { Cursors } from './cursor.ts'

/** What every list takes beside its own filters. */
export interface ListQuery {
  readonly limit?: number
  readonly cursor?: string
  readonly sort?: string
  readonly count?: boolean
  readonly format?: string
}

export interface ListBody<Item> {
  readonly data: Item[]
  readonly nextCursor: string | null
  readonly total?: number
}

const standardLimit = 50

/** Reads `limit` and `cursor`; the cursor must have come from this list with these filters. */
export function pageRequested (request: FastifyRequest, cursors: Cursors): PageRequest {
  const { limit = standardLimit, cursor } = request.query as ListQuery // validated by the route's schema
  return { limit, after: cursor === undefined ? undefined : cursors.read(cursor, queryIdentity(request)) }
}

/** A page on the wire, with its `Link` to the next. */
export function listBody<Row, Item> (
  request: FastifyRequest, reply: FastifyReply, cursors: Cursors, page: Page<Row>, present: (row: Row) => Item, total?: number
): ListBody<Item> {
  const nextCursor = page.next === null ? null : cursors.write(page.next, queryIdentity(request))
  if (nextCursor !== null) reply.header('link', `<${addressOf(request, nextCursor)}>; rel="next"`)
  return { data: page.rows.map(present), nextCursor, ...(total === undefined ? {} : { total }) }
}

/** The same of rows that are presented as JSON already. */
export async function sendListInJson<Row> (
  request: FastifyRequest, reply: FastifyReply, cursors: Cursors, page: Page<Row>, present: (row: Row) => string, total?: number
): Promise<FastifyReply> {
  const { data, ...rest } = listBody(request, reply, cursors, page, present, total)
  return await sendJson(reply, `{"data":[${data.join(',')}],${JSON.stringify(rest).slice(1)}`)
}

/** `-dueOn` is descending; only the documented fields are orders. */
export function sortRequested<Field extends string> (sort: string | undefined, fields: readonly Field[], standard: Field): { field: Field, direction: 'asc' | 'desc' } {
  if (sort === undefined) return { field: standard, direction: 'asc' }
  const direction = sort.startsWith('-') ? 'desc' : 'asc'
  const field = fields.find((known) => known === sort.replace(/^-/, ''))
  if (field === undefined) throw new Refusal('invalid-request', `sort must be one of ${fields.join(', ')}, with - in front for descending.`)
  return { field, direction }
}

// Whose list, which list and which filters; the page size, the counting and the format may change between pages.
function queryIdentity (request: FastifyRequest): string {
  const { limit: _limit, cursor: _cursor, count: _count, format: _format, ...filters } = request.query as ListQuery & Record<string, unknown> // as above
  const own = Object.entries(filters).sort(([a], [b]) => a < b ? -1 : 1)
  return JSON.stringify([request.caller.partnershipId, request.url.split('?', 1)[0], own])
}

function addressOf (request: FastifyRequest, cursor: string): string {
  const [path = '', query = ''] = request.url.split('?', 2)
  const parameters = new URLSearchParams(query)
  parameters.set('cursor', cursor)
  return `${path}?${parameters.toString()}`
}
