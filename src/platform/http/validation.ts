import { Ajv } from 'ajv'
import type { ErrorObject, ValidateFunction } from 'ajv'
import type { FastifyInstance, FastifyRequest, FastifySchemaCompiler } from 'fastify'
import { isLocalDate } from '../../domain/local-date.ts'
import { Refusal } from '../../domain/refusal.ts'
import { saysSomething } from './schemas.ts'

/**
 * Bodies are taken as they are: no coercion, no dropping of unknown fields, so
 * that a misspelt field is a 400 and not silence (RELIABILITY M8). The text
 * parts of a request (path, query, headers) have their scalars read as numbers
 * and booleans where the schema says so.
 */
export function validateStrictly (app: FastifyInstance): void {
  app.setValidatorCompiler(compile)
  app.addHook('preValidation', (request, _reply, done) => {
    const { body } = request.routeOptions.schema ?? {}
    if (request.body === undefined && isSchema(body) && mayBeLeftOut(body)) request.body = {}
    done()
  })
  app.addHook('preHandler', (request, _reply, done) => {
    refuseUnstorableText(request)
    done()
  })
}

/** A route that documents no query, or no body, takes none: what is misspelt or misplaced must not be silence there either. */
export function refuseUndocumentedParts (app: FastifyInstance): void {
  app.addHook('preValidation', ({ routeOptions: { schema }, query, body }, _reply, done) => {
    if (schema?.querystring === undefined) refuseAny(query, '/querystring')
    if (schema?.body === undefined) refuseAny(body, '')
    done()
  })
}

function refuseAny (given: unknown, part: string): void {
  if (given === undefined || given === null) return
  const names = typeof given === 'object' && !Array.isArray(given) ? Object.keys(given).map(memberPointer) : ['']
  const errors = names.map((name) => ({ pointer: `${part}${name}`, detail: 'is not documented here' }))
  const [first] = errors
  if (first !== undefined) throw new Refusal('invalid-request', `${first.pointer === '' ? 'The body' : first.pointer} ${first.detail}.`, { errors })
}

/** The JSON Pointer to a member of an object (RFC 6901). */
export function memberPointer (name: string): string {
  return `/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`
}

const compile: FastifySchemaCompiler<object> = ({ schema, httpPart }) => {
  const [ajv, thorough] = httpPart === 'body' || httpPart === undefined ? [exact, exactAndThorough] : [textual, textualAndThorough]
  const lists = httpPart === 'querystring' ? listParameters(schema) : []
  let validate: ValidateFunction | undefined
  return (data: unknown) => {
    validate ??= ajv.compile(schema) // when it is first needed: all of them at the start would hold it up by a fifth of a second
    for (const name of lists) splitList(data, name)
    if (validate(data)) return { value: data }
    return { error: allFaults(thorough, schema, data) } as unknown as { error: Error } // Fastify takes the list itself, its types do not say so
  }
}

/** Where nothing need be said in a body, there need be none: a scheduler that only knocks sends nothing. */
export function mayBeLeftOut (body: object): boolean {
  const { type, required = [], minProperties = 0 } = body as { type?: string, required?: readonly string[], minProperties?: number } // a schema of ours
  return type === 'object' && required.length === 0 && minProperties === 0
}

function isSchema (schema: unknown): schema is object {
  return typeof schema === 'object' && schema !== null
}

const formats = {
  date: isLocalDate,
  uuid: /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i,
  email: /^[^\s@"<>(),:;]{1,64}@[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?(?:\.[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?)+$/,
  'date-time': (text: string) => /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d)$/i.test(text) && !Number.isNaN(Date.parse(text)),
  uri: isWebAddress,
  url: (text: string) => URL.canParse(text) // as a browser would read it; where it may lead is a rule of whoever follows it
}

const shared = { allErrors: false, removeAdditional: false, useDefaults: true, strict: true, strictTypes: false, strictRequired: false, allowUnionTypes: true, formats } as const
const exact = new Ajv({ ...shared, coerceTypes: false, keywords: ['example', 'x-examples'] })
const textual = new Ajv({ ...shared, coerceTypes: true, keywords: ['example', 'style', 'explode'] })

// Whatever fits is looked at until the first fault alone; only what does not is looked at to the end.
const exactAndThorough = new Ajv({ ...shared, allErrors: true, coerceTypes: false, keywords: ['example', 'x-examples'] })
const textualAndThorough = new Ajv({ ...shared, allErrors: true, coerceTypes: true, keywords: ['example', 'style', 'explode'] })

const mostFaults = 50

/** All that is wrong, of each place the first: what else a choice of schemas would have taken there helps nobody. */
function allFaults (ajv: Ajv, schema: object, data: unknown): ErrorObject[] {
  const validate = ajv.compile(schema) // kept by Ajv for each schema
  validate(data)
  const first = new Map<string, ErrorObject>()
  for (const fault of faultsOf(validate)) {
    const place = [fault.instancePath, fault.params['missingProperty'] ?? fault.params['additionalProperty']].join(' ')
    if (!first.has(place)) first.set(place, fault)
  }
  return [...first.values()].slice(0, mostFaults)
}

const forms = new Ajv({ ...shared, allErrors: true, verbose: true, coerceTypes: true, keywords: ['example', 'x-examples'] })

/** All that is wrong with what somebody typed into a form, so that they can put it right at once; texts are read as the numbers they are. */
export function faultsOfForm (schema: object, typed: Record<string, unknown>): ErrorObject[] {
  const validate = forms.compile(schema)
  return validate(typed) ? [] : faultsOf(validate)
}

/** The same look at what reaches us by another door than HTTP, such as the command line. */
export function refuseUnlessFits (schema: object, given: unknown): void {
  const validate = exact.compile(schema)
  if (validate(given)) return
  const faults = faultsOf(validate).map(({ instancePath, message, params }) =>
    `${instancePath.slice(1)} ${message ?? 'is not as documented'}${Array.isArray(params['allowedValues']) ? `: ${params['allowedValues'].join(', ')}` : ''}`)
  throw new Refusal('invalid-request', `${faults.join('; ')}.`)
}

/** What keeps a value from fitting a schema, in words that follow its name; undefined: it fits. */
export function misfitOf (schema: object, value: unknown): string | undefined {
  const validate = exact.compile(schema)
  return validate(value) ? undefined : faultsOf(validate)[0]?.message ?? 'is not as documented'
}

/** What the validator found, in words where it would show a pattern that few can read. */
function faultsOf ({ errors }: ValidateFunction): ErrorObject[] {
  return (errors ?? []).map((fault) => fault.params['pattern'] === saysSomething ? { ...fault, message: 'must say something, and not blanks alone' } : fault)
}

/** Only what a browser may safely follow: no `javascript:`, no `data:`, and nobody's password, which all who read it would see. */
function isWebAddress (text: string): boolean {
  if (!/^https?:\/\//i.test(text) || /\s/.test(text)) return false
  const address = URL.parse(text)
  return address !== null && address.username === '' && address.password === ''
}

function listParameters (schema: unknown): string[] {
  const { properties = {} } = schema as { properties?: Record<string, { type?: string }> } // a schema of ours
  return Object.keys(properties).filter((name) => properties[name]?.type === 'array')
}

/** `status=in_progress,paused` is a list of two. */
function splitList (data: unknown, name: string): void {
  const query = data as Record<string, unknown> // what the query-string parser made
  const value = query[name]
  if (typeof value === 'string') query[name] = value.split(',').map((part) => part.trim())
}

/** NUL and half surrogate pairs cannot be stored, and come from broken or hostile clients. */
function refuseUnstorableText (request: FastifyRequest): void {
  inspect(request.body, '')
  inspect(request.query, '/querystring')
  inspect(request.params, '/params')
}

function inspect (value: unknown, pointer: string): void {
  if (typeof value === 'string') {
    if (value.includes('\0') || !value.isWellFormed()) {
      const detail = 'holds a NUL or half of a surrogate pair, which cannot be stored'
      throw new Refusal('invalid-request', `${pointer} ${detail}`, { errors: [{ pointer, detail }] })
    }
  } else if (typeof value === 'object' && value !== null && !Buffer.isBuffer(value) && !('pipe' in value)) {
    for (const [key, inner] of Object.entries(value)) inspect(inner, `${pointer}/${key}`)
  }
}
