import { Readable } from 'node:stream'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { namesTag, notModified } from '../http/etag.ts'
import { rangeRequested, slice } from './range.ts'

/** Content that somebody handed in, to be given out and never shown. */
export interface Attachment {
  readonly name: string
  readonly mediaType: string
  readonly size: number
  readonly sha256: string
  read: () => Promise<Readable>
}

/** Gives content out for saving: never run or shown where it comes from, whole or in part, and only once to who has it. */
export async function sendAttachment (request: FastifyRequest, reply: FastifyReply, content: Attachment): Promise<FastifyReply> {
  const tag = `"${content.sha256}"`
  void reply.headers({
    etag: tag,
    'accept-ranges': 'bytes',
    'content-disposition': contentDisposition(content.name),
    'content-security-policy': "default-src 'none'; sandbox",
    'x-content-type-options': 'nosniff'
  })
  if (namesTag(request.headers['if-none-match'], tag)) return await reply.send(notModified(reply))
  const range = isFresh(request.headers['if-range'], tag) ? askedRange(request, reply, content.size) : undefined
  const { first, last } = range ?? { first: 0, last: content.size - 1 }
  if (range !== undefined) void reply.code(206).header('content-range', `bytes ${first}-${last}/${content.size}`)
  void reply.type(content.mediaType).header('content-length', last - first + 1)
  const whole = await content.read()
  return await reply.send(range === undefined ? whole : Readable.from(slice(whole, range)))
}

function askedRange (request: FastifyRequest, reply: FastifyReply, size: number): ReturnType<typeof rangeRequested> {
  void reply.header('content-range', `bytes */${size}`) // what a 416 says
  const range = rangeRequested(request.headers.range, size)
  void reply.removeHeader('content-range')
  return range
}

// RFC 9110 13.1.5: a part is only wanted of the very content that the caller began with.
function isFresh (ifRange: string | string[] | undefined, tag: string): boolean {
  return ifRange === undefined || ifRange === tag
}

/** `Content-Disposition` as RFC 6266 has it: a name in ASCII for old clients, and the name itself (RFC 8187). */
export function contentDisposition (name: string): string {
  const ascii = name.replace(/[^\x20-\x7e]|["\\%]/g, '_')
  const exact = encodeURIComponent(name.toWellFormed()).replace(/['()*]/g, (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`)
  return `attachment; filename="${ascii}"; filename*=UTF-8''${exact}`
}
