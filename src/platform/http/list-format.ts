import type { FastifyRequest } from 'fastify'

export const listFormats = ['json', 'csv', 'xlsx'] as const
export type ListFormat = typeof listFormats[number]
export type TableFormat = Exclude<ListFormat, 'json'>

export const mediaTypes: Readonly<Record<ListFormat, string>> = {
  json: 'application/json',
  csv: 'text/csv',
  xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet'
}

/** As what the caller wants a list: `format` says it outright, else `Accept`; undefined: as JSON. */
export function tableFormatOf (request: FastifyRequest): TableFormat | undefined {
  const { format } = request.query as { format?: ListFormat } // validated by the route's schema
  const wanted = format ?? preferred(request.headers.accept)
  return wanted === 'json' ? undefined : wanted
}

/**
 * The best of what `Accept` names (RFC 9110 12.5.1): the greater weight, then what is named
 * more exactly, then what is named first. JSON where nothing fits, as everywhere in this API.
 */
export function preferred (accept: string | undefined): ListFormat {
  if (accept === undefined) return 'json'
  const ranges = accept.toLowerCase().split(',').map(readRange)
  const [best] = listFormats.flatMap((format) => rankOf(mediaTypes[format], ranges, format)).sort(byRank)
  return best?.format ?? 'json'
}

interface Range { readonly name: string, readonly weight: number, readonly place: number }
interface Rank { readonly format: ListFormat, readonly weight: number, readonly exactness: number, readonly place: number }

function readRange (text: string, place: number): Range {
  const [name = '', ...parameters] = text.split(';').map((part) => part.trim())
  const weight = parameters.find((parameter) => parameter.startsWith('q='))
  return { name, weight: weight === undefined ? 1 : Number(weight.slice(2)) || 0, place }
}

// The most exact range that fits decides: `text/csv;q=0, */*` is everything but CSV.
function rankOf (mediaType: string, ranges: readonly Range[], format: ListFormat): Rank[] {
  const names = [mediaType, `${mediaType.split('/')[0] ?? ''}/*`, '*/*']
  for (const [index, name] of names.entries()) {
    const range = ranges.find((each) => each.name === name)
    if (range !== undefined) return range.weight > 0 ? [{ format, weight: range.weight, exactness: -index, place: range.place }] : []
  }
  return []
}

function byRank (a: Rank, b: Rank): number {
  return b.weight - a.weight || b.exactness - a.exactness || a.place - b.place // else in our own order: JSON first
}
