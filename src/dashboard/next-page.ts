import type { FastifyReply } from 'fastify'
import type { Page } from '../platform/database/keyset.ts'
import type { Cursors } from '../platform/http/cursor.ts'
import { listBody } from '../platform/http/list.ts'
import { addressOf } from './filters.ts'

/** Where a list goes on, with the filter that it has; undefined at its end. */
export function nextPage (reply: FastifyReply, cursors: Cursors, page: Page<unknown>): string | undefined {
  const { request } = reply
  const { nextCursor } = listBody(request, reply, cursors, page, (row) => row)
  return nextCursor === null ? undefined : addressOf(request.url.split('?', 1)[0] ?? '', { ...request.query as object, cursor: nextCursor })
}
