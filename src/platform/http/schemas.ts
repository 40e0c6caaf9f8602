import { Type } from '@sinclair/typebox'
import type { SchemaOptions, Static, TProperties, TSchema, TString, TUnsafe } from '@sinclair/typebox'
import { listFormats } from './list-format.ts'
import { problemCatalogue } from './problem-catalogue.ts'
import type { ProblemCode } from './problem-catalogue.ts'

export const Id = Type.String({ format: 'uuid', description: 'UUIDv7.', examples: ['019c8f6e-0c00-7000-8000-000000000001'] })
export const Day = Type.String({ format: 'date', description: 'A calendar day where the partnership is, YYYY-MM-DD.', examples: ['2026-06-30'] })
export const Instant = Type.String({ format: 'date-time', description: 'An instant, RFC 3339 in UTC.', examples: ['2026-03-02T09:00:00.000Z'] })
export const Email = Type.String({ format: 'email', maxLength: 254, examples: ['duty.manager@agency.example'] })
export const WebAddress = Type.String({ format: 'uri', maxLength: 2000, description: 'An http or https address.', examples: ['https://www.example.org/report'] })
export const Version = Type.Integer({ minimum: 1, description: 'Grows by one with each change; the ETag is made from it.' })

/** What says something: blanks alone say nothing, however many. */
export const saysSomething = '\\S'

/** A text that somebody has to write. */
export function Words (maxLength: number, description: string, options: SchemaOptions = {}): TString {
  return Type.String({ minLength: 1, maxLength, pattern: saysSomething, description, ...options })
}

/** One of a closed list of the domain. */
export function oneOf<const List extends readonly string[]> (list: List, description: string, options: SchemaOptions = {}): TUnsafe<List[number]> {
  return Type.Unsafe<List[number]>({ type: 'string', enum: [...list], description, ...options })
}

export function nullable<Schema extends TSchema> (schema: Schema, description?: string): TUnsafe<Static<Schema> | null> {
  const { type, enum: values, ...rest } = schema as Schema & { type?: string, enum?: string[] } // every schema made here has a type
  return Type.Unsafe<Static<Schema> | null>({
    ...rest,
    type: [type, 'null'],
    ...(values === undefined ? {} : { enum: [...values, null] }),
    ...(description === undefined ? {} : { description })
  })
}

/** A component of the API's document, by its name; app.ts adds each once. */
export function ref<Schema extends TSchema> (schema: Schema): TUnsafe<Static<Schema>> {
  return Type.Unsafe<Static<Schema>>({ $ref: `${schema.$id}#` })
}

/** What `GET` of a collection answers. */
export function listOf<Schema extends TSchema> (item: Schema, $id: string) {
  return Type.Object({
    data: Type.Array(ref(item), { description: 'One page, in the order asked for.' }),
    nextCursor: Type.Union([Type.String(), Type.Null()], { description: 'Where the next page begins; null on the last.' }),
    total: Type.Optional(Type.Integer({ minimum: 0, description: 'How many there are in all; only with `count=true`.' }))
  }, { $id, additionalProperties: false })
}

const limit = Type.Optional(Type.Integer({ minimum: 1, maximum: 200, default: 50, description: 'How many at most.' }))
const cursor = Type.Optional(Type.String({ maxLength: 1000, description: '`nextCursor` of the page before.' }))

/** Of what can be had as a file too (features/exporting.ts). */
export const format = Type.Optional(oneOf(listFormats, '`csv` or `xlsx`: all of it as a file, whatever `limit` says; wins over `Accept`.'))

const count = Type.Optional(Type.Boolean({ description: 'Also count them all: `total`.' }))

/** The query of a collection in one fixed order. */
export const pageQuery = Type.Object({ limit, cursor, count, format }, { additionalProperties: false })

/** The query of a collection: paging, order, and its own filters. */
export function listQuery<const Fields extends readonly string[], Filters extends TProperties> (sortFields: Fields, filters: Filters) {
  const orders = sortFields.flatMap((field) => [field, `-${field}`])
  return Type.Object({
    limit,
    cursor,
    sort: Type.Optional(oneOf(orders, `Order; \`-\` is descending, ties go by id. Default \`${sortFields[0]}\`.`)),
    count,
    format,
    ...filters
  }, { additionalProperties: false })
}

export function params<const Names extends readonly string[]> (...names: Names) {
  return Type.Object(Object.fromEntries(names.map((name) => [name, Id])) as Record<Names[number], typeof Id>, { additionalProperties: false })
}

export const Problem = Type.Object({
  type: Type.String({ description: 'Which problem it is; GET it for an explanation.', examples: ['/problems/not-found'] }),
  title: Type.String({ description: 'The problem in a few words, the same each time.' }),
  status: Type.Integer({ minimum: 400, maximum: 599, description: 'The HTTP status of the answer.' }),
  detail: Type.String({ description: 'What is wrong this time, and what would be right.' }),
  instance: Type.String({ description: 'The request id; it is in the log and the event.' }),
  errors: Type.Optional(Type.Array(Type.Object({
    pointer: Type.String({ description: 'JSON Pointer into the body, or `/querystring/…`, `/params/…`, `/headers/…`.' }),
    detail: Type.String({ description: 'What is wrong there.' })
  }), { description: 'Each fault of an invalid request.' }))
}, { $id: 'Problem', additionalProperties: true, description: 'RFC 9457 problem details. Facts of the problem stand beside the standard members.' })

/** What any operation may be answered when something is wrong with the request or the service. */
const always = ['invalid-request', 'unauthenticated', 'forbidden', 'too-many-requests', 'internal-error', 'unavailable'] as const
const withBody = ['payload-too-large', 'unsupported-media-type', 'personal-data-suspected', 'database-read-only', 'outcome-unknown'] as const

/** The problem responses of an operation: those that any may give, and its own. */
export function problems (...codes: ProblemCode[]) {
  return responsesOf([...always, ...codes])
}

/** The same for one that changes something. */
export function problemsOfChange (...codes: ProblemCode[]) {
  return responsesOf([...always, ...withBody, ...codes])
}

function responsesOf (codes: readonly ProblemCode[]) {
  const byStatus = Object.groupBy([...new Set(codes)], (code) => problemCatalogue[code].status)
  return Object.fromEntries(Object.entries(byStatus).map(([status, group = []]) => [status, {
    description: group.map((code) => `\`${code}\`: ${problemCatalogue[code].title}.`).join(' '),
    content: { 'application/problem+json': { schema: ref(Problem) } }
  }]))
}
