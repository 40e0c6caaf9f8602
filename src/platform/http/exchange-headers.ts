import { STATUS_CODES } from 'node:http'
import { describeProblems, withProblem } from './exchange-problems.ts'
import { mayBeLeftOut } from './validation.ts'

export interface Parameter { readonly name: string, readonly in: string, readonly schema: { readonly type?: string }, readonly [more: string]: unknown }
export interface Response { readonly description: string, readonly headers?: object, readonly content?: Readonly<Record<string, { readonly schema?: Schema }>> }
interface Schema { readonly $ref?: string, readonly properties?: Readonly<Record<string, unknown>>, readonly description?: string }

export interface Operation {
  readonly operationId: string
  readonly tags?: readonly string[]
  readonly summary?: string
  readonly security?: readonly object[]
  readonly parameters?: readonly Parameter[]
  readonly requestBody?: { readonly content: Readonly<Record<string, object>>, readonly required?: boolean }
  readonly responses: Readonly<Record<string, Response>>
}

type Components = Readonly<Record<string, Readonly<Record<string, unknown>>>>

/**
 * Adds what the service does for every operation of a kind, and which the
 * routes' schemas therefore do not repeat: idempotency of POST, conditional
 * requests, the headers of answers.
 */
export function describeExchange (method: string, path: string, operation: Operation, components: Components): Operation {
  const signedIn = operation.security?.length !== 0
  const tagged = answersUnchanged.has(operation.operationId) || Object.values(operation.responses).some((response) => isVersioned(response, components))
  const parameters = [
    ...(operation.parameters ?? []).map(separatedByCommas),
    ...(signedIn ? [partnership] : []),
    ...(signedIn && method === 'post' ? [idempotencyKey] : []),
    ...(signedIn && method === 'patch' ? [{ ...ifMatch, required: true }] : []),
    ...(signedIn && method !== 'patch' && operation.responses['412'] !== undefined ? [ifMatch] : []),
    ...(tagged && method === 'get' ? [ifNoneMatch] : []),
    ...(signedIn && operation.requestBody !== undefined ? [privacyOverride] : [])
  ]
  const responses = Object.entries(signedIn ? describeProblems(method, parameters, operation.responses) : operation.responses).map(([status, response]) => [status, withHeaders(status, method, response, components, tagged)])
  const described = Object.fromEntries(responses)
  const unchanged = tagged && method === 'get' ? { 304: { description: 'It has not changed: the caller has it already.', headers: { ETag: headers.ETag } } } : {}
  return { ...operation, ...bodyOf(method, operation), ...(parameters.length === 0 ? {} : { parameters }), responses: { ...(path.includes('{') ? withProblem(described, 'uri-too-long') : described), ...unchanged } }
}

/** The lists and reports that look whether anything changed before they are read (features/events/freshness.ts), and what is tagged but has no version. The suite fails for one that is missing. */
const answersUnchanged = new Set([
  'createBoardPack', 'getActionsFlatReport', 'getAnnualReport', 'getBoardPack', 'getBoardPackContent', 'getDeadline', 'getEvidenceContent', 'getLearningReport', 'getPlaybook', 'getSummaryReport', 'getTrendReport', 'listActionEvidence', 'listActions', 'listAgencies', 'listEvidence', 'listExtensions', 'listImpactReviews', 'listMeasures', 'listRecommendations', 'listReviews'
])

const idempotencyKey: Parameter = {
  name: 'Idempotency-Key',
  in: 'header',
  required: false,
  description: 'Makes the request safe to repeat for 24 hours: it is carried out once, and answered again with `Idempotency-Replayed: true`.',
  schema: { type: 'string', minLength: 1, maxLength: 255, pattern: '^[\\x21-\\x7e]+$' } as { type: string }, // more of a schema than this file looks at
  example: '5b0a7c1e-4e1c-4c64-9a0a-1f1d8c0f7a11'
}

const partnership: Parameter = {
  name: 'Partnership',
  in: 'header',
  required: false,
  description: 'The code of a partnership. Needed with an access token whose holder is known to several (400 without it, 403 for one that does not know them); an API key belongs to one.',
  schema: { type: 'string', maxLength: 100 } as { type: string }, // more of a schema than this file looks at
  example: 'northshire'
}

const ifMatch: Parameter = {
  name: 'If-Match',
  in: 'header',
  required: false,
  description: 'The `ETag` of the version that was read; another version is refused with 412.',
  schema: { type: 'string' },
  example: '"3-mB7zQv0aJw2kX9dL"'
}

const ifNoneMatch: Parameter = {
  name: 'If-None-Match',
  in: 'header',
  required: false,
  description: 'The `ETag` of the answer that the caller has; unchanged, it is answered 304 without a body.',
  schema: { type: 'string' },
  example: '"3-mB7zQv0aJw2kX9dL"'
}

const privacyOverride: Parameter = {
  name: 'Privacy-Override',
  in: 'header',
  required: false,
  description: 'Why a text that looks like an NHS number, National Insurance number, date of birth or full postcode is none, or is needed; recorded as an event. Without it such a request is refused with 422; of an import, the rows are.',
  schema: { type: 'string', minLength: 5, maxLength: 200, pattern: '^[\\x20-\\x7e]+$' } as { type: string }, // more of a schema than this file looks at
  example: 'The postcode is that of the civic centre where the board meets'
}

const headers = {
  ETag: { description: 'Opaque; for `If-None-Match`, and where it is strong for `If-Match`.', schema: { type: 'string' } },
  Location: { description: 'Where what was made can be read.', schema: { type: 'string' } },
  Link: { description: 'The next page, `rel="next"`; absent on the last.', schema: { type: 'string' } },
  'Retry-After': { description: 'Seconds to wait before asking again.', schema: { type: 'integer', minimum: 0 } },
  'Idempotency-Replayed': { description: '`true` when the request was carried out before.', schema: { type: 'string', const: 'true' } }
}

// A PATCH is a JSON merge patch under either name.
function bodyOf (method: string, { requestBody }: Operation): Pick<Operation, 'requestBody'> {
  const json = requestBody?.content['application/json']
  if (requestBody === undefined || json === undefined) return {}
  const { schema } = json as { readonly schema: object } // of a body that is JSON
  const content = method === 'patch' ? { ...requestBody.content, 'application/merge-patch+json': json } : requestBody.content
  return { requestBody: { ...requestBody, required: !mayBeLeftOut(schema), content } }
}

// A list in the query is separated by commas; OpenAPI's own default would repeat the parameter.
function separatedByCommas (parameter: Parameter): Parameter {
  return parameter.in === 'query' && parameter.schema.type === 'array' ? { ...parameter, style: 'form', explode: false } : parameter
}

function withHeaders (status: string, method: string, response: Response, components: Components, tagged: boolean): Response {
  const sent = headersOf(status, method, response, components, tagged)
  const description = response.description === 'Default Response' ? describe(status, response) : response.description
  return { ...response, description, ...(Object.keys(sent).length === 0 ? {} : { headers: sent }) }
}

function headersOf (status: string, method: string, response: Response, components: Components, tagged: boolean): object {
  if (status === '429' || status === '503') return { 'Retry-After': headers['Retry-After'] }
  if (!status.startsWith('2')) return {}
  return {
    ...(tagged ? { ETag: headers.ETag } : {}),
    ...(status === '201' ? { Location: headers.Location } : {}),
    ...(method === 'post' ? { 'Idempotency-Replayed': headers['Idempotency-Replayed'] } : {}),
    ...(method === 'get' && 'nextCursor' in propertiesOf(response, components) ? { Link: headers.Link } : {})
  }
}

function describe (status: string, response: Response): string {
  const name = componentOf(response)
  const words = STATUS_CODES[status] ?? status
  return name === undefined ? `${words}.` : `${words}: ${name}.`
}

function isVersioned (response: Response, components: Components): boolean {
  return 'version' in propertiesOf(response, components)
}

function propertiesOf (response: Response, components: Components): object {
  const name = componentOf(response)
  const schema = name === undefined ? response.content?.['application/json']?.schema : components['schemas']?.[name]
  return (schema as Schema | undefined)?.properties ?? {} // a schema of ours
}

function componentOf (response: Response): string | undefined {
  return response.content?.['application/json']?.schema?.$ref?.split('/').at(-1)
}
