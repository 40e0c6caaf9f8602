import { STATUS_CODES } from 'node:http'
import type { Socket } from 'node:net'
import type { FastifyBaseLogger, FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { Refusal } from '../../domain/refusal.ts'
import { databaseProblem } from '../database/errors.ts'
import { allowedMethods } from './method-table.ts'
import { problemCatalogue } from './problem-catalogue.ts'
import type { ProblemCode } from './problem-catalogue.ts'
import { memberPointer } from './validation.ts'

export interface FieldError { pointer: string, detail: string }

export interface Problem {
  type: string
  title: string
  status: number
  detail: string
  instance: string
  errors?: FieldError[]
  [fact: string]: unknown
}

/** How long to wait before asking again, in seconds, where a problem passes by itself. */
const retryAfterSeconds: Partial<Record<ProblemCode, number>> = {
  'idempotency-in-flight': 1, unavailable: 2, 'database-read-only': 5, 'outcome-unknown': 1
}

/** Somebody has used up what they may ask in a minute. */
export class TooManyRequests extends Error {
  readonly statusCode = 429

  constructor (who: string, perMinute: number, secondsLeft: number) {
    super(`${who} may send ${perMinute} requests a minute; go on in ${secondsLeft} seconds.`)
  }
}

export function problem (code: ProblemCode, detail: string, instance: string, facts: Readonly<Record<string, unknown>> = {}): Problem {
  const { title, status } = problemCatalogue[code]
  return { ...facts, type: `/problems/${code}`, title, status, detail, instance }
}

/** Some callers are people at a browser, for whom a problem is written as a page; undefined for the others. */
export type AsPage = (told: Problem, request: FastifyRequest) => Promise<{ readonly html: string, readonly headers: Readonly<Record<string, string>> } | undefined>

declare module 'fastify' {
  interface FastifyInstance { problemAsPage?: AsPage }
}

/** Problem details through every door by which a request can fail. */
export function answerWithProblems (app: FastifyInstance): void {
  app.setErrorHandler(async (error: FastifyError, request, reply) => {
    // Where there is no such route, what is wrong with the body does not matter.
    if (request.is404) await sendNotFound(app, request, reply)
    else await sendError(error, request, reply)
  })
  app.setNotFoundHandler(async (request, reply) => { await sendNotFound(app, request, reply) })
}

async function sendNotFound (app: FastifyInstance, request: FastifyRequest, reply: FastifyReply): Promise<void> {
  const allow = allowedMethods(app, request.url)
  if (allow.length === 0 || allow.includes(request.method)) {
    await send(reply, problem('not-found', 'Nothing is found at this address.', request.id))
  } else {
    reply.header('allow', allow.join(', '))
    await send(reply, problem('method-not-allowed', `${request.method} is not taken here; ${allow.join(', ')} ${allow.length === 1 ? 'is' : 'are'}.`, request.id))
  }
}

/** For errors met before routing, such as an address that cannot be decoded. */
export function frameworkErrors (error: FastifyError, request: FastifyRequest, reply: FastifyReply): void {
  void sendError(error, request, reply)
}

/** For requests that the HTTP parser itself refuses; there is no reply object yet. */
export function clientErrorHandler (this: { log: FastifyBaseLogger }, error: NodeJS.ErrnoException, socket: Socket): void {
  if (error.code === 'ECONNRESET' || socket.destroyed || !socket.writable) { socket.destroy(); return }
  const code = error.code === 'HPE_HEADER_OVERFLOW' ? 'headers-too-large' : 'invalid-request'
  const detail = code === 'headers-too-large' ? 'The headers are larger than 16 KiB.' : 'The request is not well-formed HTTP, or came too slowly.'
  const body = JSON.stringify(problem(code, detail, 'unparsed'))
  const { status } = problemCatalogue[code]
  socket.end(`HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\nContent-Type: application/problem+json; charset=utf-8\r\nContent-Length: ${Buffer.byteLength(body)}\r\nConnection: close\r\n\r\n${body}`)
}

async function sendError (error: FastifyError, request: FastifyRequest, reply: FastifyReply): Promise<void> {
  const told = tell(error, request)
  if (told.status >= 500) request.log.error({ err: error, problem: told.type }, 'request failed')
  await send(reply, told)
}

async function send (reply: FastifyReply, told: Problem): Promise<FastifyReply> {
  const wait = retryAfterSeconds[told.type.slice('/problems/'.length) as ProblemCode] // our own type, made above
  reply.header('x-request-id', told.instance)
  if (wait !== undefined) reply.header('retry-after', wait)
  if (told.status === 401) reply.header('www-authenticate', 'Bearer')
  const page = await reply.server.problemAsPage?.(told, reply.request)
  if (page !== undefined) return await reply.code(told.status).headers(page.headers).type('text/html; charset=utf-8').serializer(String).send(page.html)
  return await reply.code(told.status).type('application/problem+json; charset=utf-8').serializer(JSON.stringify).send(told)
}

function tell (error: FastifyError, request: FastifyRequest): Problem {
  if (error instanceof Refusal) return problem(error.code, error.message, request.id, error.facts)
  if (error.validation !== undefined) return invalid(error, request)
  const ofDatabase = databaseProblem(error)
  if (ofDatabase !== undefined) return problem(ofDatabase.code, ofDatabase.detail, request.id)
  return ofFramework(error, request)
}

function invalid (error: FastifyError, request: FastifyRequest): Problem {
  const part = error.validationContext ?? 'request'
  if (part === 'params' && Object.values(request.params as object).includes('')) return problem('not-found', 'Nothing is found at this address.', request.id) // such as /v1/actions/
  const errors = (error.validation ?? []).map((fault) => ({
    pointer: pointerOf(part, fault.instancePath, fault.params),
    detail: detailOf(fault.message ?? 'is not as documented', fault.params)
  }))
  const first = errors[0]
  const more = errors.length > 1 ? ` (and ${errors.length - 1} more in errors)` : ''
  const detail = first === undefined ? 'The request is not as documented.' : `${first.pointer === '' ? 'The body' : first.pointer} ${first.detail}${more}.`
  return problem('invalid-request', detail, request.id, { errors })
}

function pointerOf (part: string, path: string, params: Record<string, unknown>): string {
  const extra = params['missingProperty'] ?? params['additionalProperty']
  const inner = typeof extra === 'string' ? `${path}${memberPointer(extra)}` : path
  return part === 'body' ? inner : `/${part}${inner}`
}

function detailOf (message: string, params: Record<string, unknown>): string {
  if (Array.isArray(params['allowedValues'])) return `must be one of ${params['allowedValues'].join(', ')}`
  if (params['additionalProperty'] !== undefined) return 'is not a documented property'
  if (params['missingProperty'] !== undefined) return 'is required'
  return message
}

const frameworkCodes: Readonly<Record<string, ProblemCode>> = {
  FST_ERR_CTP_INVALID_MEDIA_TYPE: 'unsupported-media-type',
  FST_ERR_CTP_BODY_TOO_LARGE: 'payload-too-large',
  FST_ERR_MAX_PARAM_LENGTH: 'uri-too-long'
}

function ofFramework (error: FastifyError, request: FastifyRequest): Problem {
  const code = frameworkCodes[error.code]
  if (code !== undefined) return problem(code, problemCatalogue[code].explanation, request.id)
  const status = error.statusCode ?? 500
  if (status === 429) return problem('too-many-requests', error.message, request.id)
  if (status === 503) return problem('unavailable', problemCatalogue.unavailable.explanation, request.id)
  if (status >= 400 && status < 500) return problem('invalid-request', plain(error), request.id)
  return problem('internal-error', problemCatalogue['internal-error'].explanation, request.id)
}

function plain (error: FastifyError): string {
  if (error.code === 'FST_ERR_CTP_EMPTY_JSON_BODY') return 'The body is empty; JSON was announced.'
  if (error.code === 'FST_ERR_BAD_URL') return 'The address cannot be decoded.'
  if (error.code === 'FST_ERR_CTP_INVALID_JSON_BODY' || error instanceof SyntaxError) return 'The body is not valid JSON.'
  return 'The request is not as documented.'
}
