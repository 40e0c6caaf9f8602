import type { Readable } from 'node:stream'
import { Refusal } from '../../domain/refusal.ts'

/** The bytes from the first to the last, both included. */
export interface ByteRange { readonly first: number, readonly last: number }

/**
 * What `Range` asks for, as RFC 9110 14.2 has it: undefined for all of it, also
 * when there are several ranges or what is asked cannot be understood.
 */
export function rangeRequested (header: string | undefined, size: number): ByteRange | undefined {
  const [, first = '', last = ''] = /^\s*bytes\s*=\s*(\d{0,15})\s*-\s*(\d{0,15})\s*$/i.exec(header ?? '') ?? []
  if (first === '' && last === '') return undefined
  if (first !== '' && last !== '' && Number(last) < Number(first)) return undefined
  const range = first === ''
    ? { first: Math.max(0, size - Number(last)), last: size - 1 }
    : { first: Number(first), last: Math.min(last === '' ? Infinity : Number(last), size - 1) }
  if (range.first > range.last) throw new Refusal('range-not-satisfiable', `The content has ${size} bytes; the range asked for lies outside.`)
  return range
}

/** A part of a stream. What comes before is read and left out: at 25 MiB, that costs less than a second way to read. */
export async function * slice (content: Readable, { first, last }: ByteRange): AsyncGenerator<Buffer> {
  let at = 0
  for await (const chunk of content as AsyncIterable<Buffer>) { // file streams give buffers
    const part = chunk.subarray(Math.max(0, first - at), last + 1 - at)
    if (part.length > 0 && at <= last) yield part
    at += chunk.length
    if (at > last) return
  }
}
