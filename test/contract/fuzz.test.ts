import t from 'tap'
import fc from 'fast-check'
import { readFileSync } from 'node:fs'
import { roles } from '../../src/domain/person.ts'
import type { Role } from '../../src/domain/person.ts'
import { testApp } from '../support/app.ts'
import type { Cast } from '../support/app.ts'
import { fitting, hostileTexts, unfitting } from '../support/arbitrary.ts'
import type { Known, Schema } from '../support/arbitrary.ts'
import type { Reply } from '../support/client.ts'
import { validatorOf } from '../support/contract.ts'
import { documentFile } from '../support/cluster.ts'
import { plantCanaries } from '../support/canaries.ts'

/*
 * Every operation of the document with whatever its schemas allow, and with what they do not, as any role; while
 * another partnership holds a canary in each of its texts. The long form: FUZZ_CASES=500 npm test -- test/contract/fuzz.test.ts
 */

interface Parameter { readonly in: 'path' | 'query' | 'header', readonly name: string, readonly required?: boolean, readonly schema: Schema }
interface Operation { readonly operationId: string, readonly parameters?: readonly Parameter[], readonly requestBody?: { readonly content: Readonly<Record<string, { readonly schema: Schema }>> } }
interface Document { readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>, readonly components: { readonly schemas: Readonly<Record<string, Schema>> } }
interface Case { readonly role: Role, readonly path: Record<string, unknown>, readonly query: Record<string, unknown>, readonly body: unknown, readonly isFitting: boolean }

const cases = Number(process.env['FUZZ_CASES'] ?? 6)
const { paths, components } = JSON.parse(readFileSync(documentFile, 'utf8')) as Document // openapi.yaml
const app = await testApp(t)
const other = await app.anotherPartnership()
const { ids: ownIds } = await plantCanaries(app.send, app as Cast, 'own')
const { ids: foreignIds, word } = await plantCanaries(other.as('coordinator'), other, 'foreign')
const known: Known = { components: components.schemas, ids: [...ownIds, ...ownIds, ...foreignIds] }
const neverEnding = ['streamEvents']
let [operationsAsked, answersHeld] = [0, 0]

for (const [path, operations] of Object.entries(paths).filter(([path]) => path.startsWith('/v1/'))) {
  for (const [method, operation] of Object.entries(operations).filter(([, { operationId }]) => !neverEnding.includes(operationId))) {
    operationsAsked++
    t.test(`${operation.operationId}: whatever is sent is answered as documented, and tells nothing of another partnership`, async (t) => {
      const asked: fc.Parameters<[Case]> = { numRuns: cases, endOnFailure: true, ...process.env['FUZZ_SEED'] === undefined ? {} : { seed: Number(process.env['FUZZ_SEED']) } }
      await t.resolves(fc.assert(fc.asyncProperty(caseOf(operation), async (one) => {
        const reply = await app.as(one.role)(method.toUpperCase(), addressOf(path, one), bodyOf(operation, one), { 'if-match': '*' })
        hold(reply, one, operation)
      }), asked))
    })
  }
}

t.test('a method that an address does not take is refused with those that it takes', async (t) => {
  for (const [path, operations] of Object.entries(paths)) {
    const address = path.replace(/\{[^}]+\}/g, '0199e2b0-0000-7000-8000-000000000000')
    for (const method of ['GET', 'PUT', 'POST', 'PATCH', 'DELETE'].filter((each) => takers(address, each).length === 0)) {
      const reply = await app.send(method, address)
      t.equal(reply.status, 405, `${method} ${path}`)
      for (const taken of Object.keys(operations)) t.ok(reply.headers.get('allow')?.includes(taken.toUpperCase()), `${path} takes ${taken}`)
    }
  }
})

t.test('what an operation does not document is refused, in its query and in its body', async (t) => {
  for (const [path, method, { requestBody, operationId }] of operationsOf(paths)) {
    const address = path.replace(/\{[^}]+\}/g, '0199e2b0-0000-7000-8000-000000000000')
    const inQuery = await app.send(method, `${address}?nonsense=1`, requestBody === undefined ? undefined : {}, { 'if-match': '*' })
    t.match(inQuery, requestBody?.content['application/json'] === undefined && requestBody !== undefined ? { status: 415 } : { status: 400, body: { errors: [{ pointer: '/querystring/nonsense' }] } }, operationId)
    if (method !== 'GET' && requestBody === undefined) t.match(await app.send(method, address, { nonsense: 1 }), { status: 400, body: { errors: [{ pointer: '/nonsense' }] } }, operationId)
  }
})

t.test('each of them was answered as often as was asked for', async (t) => {
  t.ok(answersHeld >= cases * operationsAsked, `${answersHeld} answers of ${operationsAsked} operations`)
})

function operationsOf (all: Document['paths']): Array<[path: string, method: string, operation: Operation]> {
  return Object.entries(all).filter(([path]) => path.startsWith('/v1/')).flatMap(([path, operations]) =>
    Object.entries(operations).map(([method, operation]): [string, string, Operation] => [path, method.toUpperCase(), operation]))
}

/** The operations that an address may be meant for: `/v1/actions/bulk-updates` could be an action's. */
function takers (address: string, method: string): string[] {
  return Object.entries(paths).filter(([path, operations]) => operations[method.toLowerCase()] !== undefined && new RegExp(`^${path.replace(/\{[^}]+\}/g, '[^/]+')}$`).test(address)).map(([path]) => path)
}

function hold ({ status, text, body }: Reply, one: Case, operation: Operation): void {
  answersHeld++
  if (status >= 500) throw new Error(`${status}: ${text}`)
  if (text.includes(word)) throw new Error(`it tells of another partnership: ${text.slice(0, 500)}`)
  // Rules have words of their own: a request that fits its schema is not told that it does not.
  if (one.isFitting && status === 400 && body?.type === '/problems/invalid-request') throw new Error(`it fits, and was refused: ${text}`)
  const schema = schemaOf(operation)
  if (status < 400 && schema !== undefined && !validatorOf(schema)(one.body)) throw new Error(`it does not fit, and was taken: ${JSON.stringify(one.body)}`)
}

function schemaOf ({ requestBody }: Operation): Schema | undefined {
  return requestBody?.content['application/json']?.schema ?? requestBody?.content['application/merge-patch+json']?.schema
}

function caseOf (operation: Operation): fc.Arbitrary<Case> {
  const { parameters = [] } = operation
  const body = schemaOf(operation)
  const of = (place: Parameter['in']) => parameters.filter((parameter) => parameter.in === place)
  const record = (list: readonly Parameter[], value: (schema: Schema) => fc.Arbitrary<unknown>) =>
    fc.record(Object.fromEntries(list.map(({ name, schema }) => [name, value(schema)])), { requiredKeys: list.filter(({ required, in: place }) => required === true || place === 'path').map(({ name }) => name) })
  const fit = (schema: Schema) => fitting(schema, known)
  const role = fc.oneof({ weight: 3, arbitrary: fc.constant<Role>('coordinator') }, { weight: 2, arbitrary: fc.constantFrom(...roles) })
  return fc.oneof(
    fc.record({ role, path: record(of('path'), fit), query: record(of('query'), fit), body: body === undefined ? fc.constant(undefined) : fit(body), isFitting: fc.constant(true) }),
    fc.record({
      role,
      path: record(of('path'), (schema) => fc.oneof(fit(schema), fc.constantFrom(...hostileTexts))),
      query: record(of('query'), (schema) => fc.oneof(fit(schema), fc.constantFrom(...hostileTexts))),
      body: body === undefined ? fc.constant(undefined) : unfitting(body, known),
      isFitting: fc.constant(false)
    })
  )
}

// Of 16 KiB of headers, which the parser itself takes, some are needed for the rest (test/features/http-doors.test.ts goes beyond).
const longestAddress = 12_000

function addressOf (template: string, { path, query }: Case): string {
  const address = template.replace(/\{([^}]+)\}/g, (_whole, name: string) => segment(path[name]))
  const given = Object.entries(query).map(([name, value]) => [name, Array.isArray(value) ? listed(value) : value] as const).filter(([, value]) => value !== undefined)
  return given.map(([name, value]) => `${name}=${encoded(value)}`).reduce((whole, part) => {
    const longer = `${whole}${whole === address ? '?' : '&'}${part}`
    return longer.length > longestAddress ? whole : longer
  }, address)
}

/** Commas part a list; `name=` says an empty text, and a list of none is not said at all. */
function listed (values: readonly unknown[]): string | undefined {
  return values.map(String).filter((value) => value.trim() !== '' && !value.includes(',')).join(',') || undefined
}

/** A segment of nothing, or of one dot or two, never leaves a client: another says as much, and fits where it did. */
function segment (value: unknown): string {
  const text = encoded(value)
  return text === '' ? '%20' : text.replace(/^\.{1,2}$/, '...')
}

function encoded (value: unknown): string {
  return encodeURIComponent(String(value).toWellFormed().slice(0, 6_000))
}

function bodyOf ({ requestBody }: Operation, { body }: Case): unknown {
  return requestBody === undefined ? undefined : JSON.stringify(body) ?? 'null'
}
