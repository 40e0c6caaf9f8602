import t from 'tap'
import { readFile } from 'node:fs/promises'
import { parse } from 'yaml'
import { generatedFiles } from '../../src/cli/openapi.ts'
import { policy } from '../../src/domain/permission.ts'
import { problemCatalogue } from '../../src/platform/http/problem-catalogue.ts'
import type { ApiDocument } from '../../src/platform/http/api-document.ts'
import type { Operation } from '../../src/platform/http/exchange-headers.ts'

interface Schema {
  readonly $ref?: string
  readonly description?: string
  readonly type?: string | readonly string[]
  readonly properties?: Readonly<Record<string, Schema>>
  readonly items?: Schema
  readonly maxLength?: number
  readonly enum?: readonly unknown[]
  readonly format?: string
  readonly pattern?: string
  readonly additionalProperties?: unknown
}

const generated = await generatedFiles()
const document = parse(generated['openapi.yaml'] ?? '') as ApiDocument // as api-document.ts makes it
const operations = Object.entries(document.paths).flatMap(([path, operations]) => Object.entries(operations).map(([method, operation]) => ({ path, method, operation })))
const bodies = operations.flatMap(({ operation }) => Object.values(operation.requestBody?.content ?? {}).map((content) => [operation.operationId, (content as { schema: Schema }).schema] as const))
const components = Object.entries(document.components['schemas'] ?? {}) as Array<[string, Schema]> // JSON Schema, as OpenAPI has it

for (const [name, text] of Object.entries(generated)) {
  t.test(`${name} says what the code does; if not: npm run openapi`, async (t) => {
    const committed = await readFile(new URL(`../../${name}`, import.meta.url), 'utf8').catch(() => '')
    t.equal(firstDifference(committed, text), undefined)
  })
}

t.test('every operation has its own name, a described tag, a summary, and says who may ask', async (t) => {
  const names = operations.map(({ operation }) => operation.operationId)
  t.strictSame(names.filter((name, place) => names.indexOf(name) !== place), [], 'no name twice')
  const described = document.tags.map(({ name }) => name)
  const bare = operations.filter(({ operation: { operationId, tags, summary } }) => !operationId || !summary || tags?.length !== 1 || !described.includes(tags[0] ?? ''))
  t.strictSame(bare.map(nameOf), [])
  t.strictSame(operations.filter(({ path, operation }) => path.startsWith('/v1/') && operation.security !== undefined).map(nameOf), [], 'under /v1 everyone needs a token')
  t.strictSame(operations.filter(({ path, operation }) => !path.startsWith('/v1/') && operation.security?.length !== 0).map(nameOf), [], 'outside nobody does')
})

t.test('every operation under /v1 is in the policy, and the policy has no line for another', async (t) => {
  const named = operations.filter(({ path }) => path.startsWith('/v1/')).map(({ operation }) => operation.operationId)
  t.strictSame(named.filter((name) => !(name in policy)), [])
  t.strictSame(Object.keys(policy).filter((name) => !named.includes(name)), [], 'lines of the policy without an operation')
})

t.test('a body is required where something has to be said in it', async (t) => {
  const optional = operations.filter(({ operation }) => operation.requestBody?.required === false).map(nameOf)
  t.strictSame(optional.toSorted(), ['POST /v1/agencies/{id}/merger', 'POST /v1/api-keys/{id}/rotate', 'POST /v1/reminders/preview', 'POST /v1/reminders/run'])
})

t.test('what says why a text is no particular is offered where it is heard: with whatever holds one, a plan too', async (t) => {
  const offers = (name: string) => operations.find(({ operation }) => operation.operationId === name)?.operation.parameters?.some(({ name }) => name === 'Privacy-Override')
  t.strictSame([offers('createReview'), offers('addEvidence'), offers('requestImport'), offers('listReviews')], [true, true, true, false])
})

t.test('every operation lists its problems, each of the catalogue and under its own status', async (t) => {
  for (const { path, method, operation } of operations.filter(({ path }) => !/^\/(healthz|readyz)$/.test(path))) {
    const listed = codesOf(operation)
    t.ok(path.startsWith('/v1/') ? listed.includes('unauthenticated') : listed.includes('not-found'), `${nameOf({ path, method })} lists its problems`)
    if (/\{/.test(path)) t.ok(listed.includes('not-found'), `${nameOf({ path, method })} may find nothing`)
    if (method === 'patch') t.ok(listed.includes('stale-version') && listed.includes('precondition-required'), `${nameOf({ path, method })} guards the version`)
  }
})

t.test('what every operation of a kind may be answered, each of them lists', async (t) => {
  for (const { path, method, operation } of operations.filter(({ path }) => path.startsWith('/v1/'))) {
    const [listed, taken] = [codesOf(operation), (operation.parameters ?? []).map(({ name }) => name)]
    const wanted = { 'Idempotency-Key': ['malformed-idempotency-key', 'idempotency-in-flight', 'idempotency-key-reused'], 'If-Match': ['malformed-if-match', 'stale-version'], cursor: ['malformed-cursor'] }
    for (const [name, codes] of Object.entries(wanted)) if (taken.includes(name)) t.strictSame(codes.filter((code) => !listed.includes(code)), [], `${nameOf({ path, method })}: ${name}`)
    if (method === 'post') t.ok(taken.includes('Idempotency-Key'), nameOf({ path, method }))
  }
})

t.test('every property is described, and every object of a request closed', async (t) => {
  t.strictSame([...components, ...bodies].flatMap(([name, schema]) => undescribed(schema, name)), [], 'properties without a description')
  t.strictSame(bodies.flatMap(([name, schema]) => open(schema, name)), [], 'objects that take any property')
  t.strictSame(bodies.flatMap(([name, schema]) => unbounded(schema, name)), [], 'texts of any length')
})

t.test('every parameter is described', async (t) => {
  const bare = operations.flatMap(({ operation }) => (operation.parameters ?? [])
    .filter((parameter) => parameter['description'] === undefined).map(({ name }) => `${operation.operationId} ${name}`))
  t.strictSame(bare, [])
})

function nameOf ({ path, method }: { path: string, method: string }): string {
  return `${method.toUpperCase()} ${path}`
}

/** The codes that an operation's problem responses name; one that is not in the catalogue, or stands under another status, fails. */
function codesOf (operation: Operation): string[] {
  return Object.entries(operation.responses).filter(([status]) => /^[45]/.test(status)).flatMap(([status, { description }]) => {
    const codes = [...description.matchAll(/`([a-z-]+)`: /g)].map(([, code = '']) => code)
    const known: Readonly<Record<string, { readonly status: number }>> = problemCatalogue
    for (const code of codes) if (known[code]?.status !== Number(status)) t.fail(`${operation.operationId} lists ${code} under ${status}`)
    return codes
  })
}

function undescribed (schema: Schema, at: string): string[] {
  return within(schema, at, (inner, place) => inner.description === undefined && inner.$ref === undefined && place !== at && !place.endsWith('[]') ? [place] : [])
}

function open (schema: Schema, at: string): string[] {
  return within(schema, at, (inner, place) => inner.properties !== undefined && inner.additionalProperties !== false ? [place] : [])
}

function unbounded (schema: Schema, at: string): string[] {
  return within(schema, at, (inner, place) => {
    const isText = [inner.type].flat().includes('string') && inner.enum === undefined
    return isText && inner.maxLength === undefined && !/^(uuid|date|date-time)$/.test(inner.format ?? '') ? [place] : []
  })
}

function within (schema: Schema, at: string, look: (schema: Schema, at: string) => string[]): string[] {
  const inner = Object.entries(schema.properties ?? {}).flatMap(([name, property]) => within(property, `${at}.${name}`, look))
  const items = schema.items === undefined ? [] : within(schema.items, `${at}[]`, look)
  return [...look(schema, at), ...inner, ...items]
}

/** Where two texts part, so that a failure fits on a screen. */
function firstDifference (committed: string, made: string): string | undefined {
  if (committed === made) return undefined
  const [old, fresh] = [committed.split('\n'), made.split('\n')]
  const line = fresh.findIndex((text, place) => text !== old[place])
  return `line ${line + 1}: committed ${JSON.stringify(old[line] ?? '')}, made ${JSON.stringify(fresh[line] ?? '')}`
}
