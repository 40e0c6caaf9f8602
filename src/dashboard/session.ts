import { hash, timingSafeEqual } from 'node:crypto'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { Refusal } from '../domain/refusal.ts'
import { callerOf } from '../features/sessions/commands.ts'
import { keepDraft } from '../features/sessions/drafts.ts'
import type { SessionRow } from '../features/sessions/queries.ts'
import { holdToPolicy } from '../features/signed-in.ts'
import { eventStreamType } from '../platform/http/server-sent-events.ts'
import type { Services } from '../services.ts'
import { Cookies } from './cookies.ts'

/** Who is signed in, as the head of every page tells, and what their forms carry. */
export interface BrowserSession {
  readonly id: string
  readonly token: string
  readonly person: SessionRow
  /** Goes with each form, and proves that the page which sent it was one of ours. */
  readonly formToken: string
}

declare module 'fastify' {
  interface FastifyRequest {
    /** Set before any page is loaded; undefined outside the pages, and where nobody is signed in. */
    session: BrowserSession | undefined
  }

  interface FastifyContextConfig {
    /** Reads what was typed into a form whose parts are read as they come. */
    readTyped?: (request: FastifyRequest) => Promise<Record<string, unknown>>
  }
}

/** Nobody is signed in, or no longer: the page waits until somebody is. */
class SignInNeeded extends Error {}

/** Everything registered beside this is for people who signed in at a browser; they are callers like those of the API. */
export function requireSession (app: FastifyInstance, services: Services): void {
  const cookies = new Cookies(services.config)
  holdToPolicy(app, services.accesses)

  app.addHook('onRequest', async (request) => {
    if (isUnsafe(request)) refuseForeignPage(request, services.config.publicUrl)
    const session = await sessionOf(services, cookies, request)
    request.session = session?.session
    if (session?.isLive === true) {
      request.caller = callerOf(session.session.person)
      request.timeZone = session.session.person.timeZone
    } else if (!isUnsafe(request) || session === undefined) throw new SignInNeeded()
  })

  // The body has been read now: that of a form whose session has run out is kept, not lost.
  app.addHook('preValidation', async (request) => {
    if (!isUnsafe(request)) return
    refuseForeignForm(request)
    if (request.caller !== null) return
    const typed = formOf(request) ?? await request.routeOptions.config.readTyped?.(request).catch(() => undefined)
    if (request.session !== undefined && typed !== undefined && isForm(request)) await keepDraft(services, request.session.person, pathOf(request), worthKeeping(typed))
    throw new SignInNeeded()
  })

  app.setErrorHandler(async (error, request, reply) => {
    if (!(error instanceof SignInNeeded)) throw error
    request.permitted = true // nothing is told
    request.session = undefined
    if (isStream(request)) return await reply.code(204).send() // by which a browser knows not to come back
    cookies.rememberWhereTo(reply, request.method === 'GET' ? request.url : isForm(request) ? pathOf(request) : '/')
    return await reply.redirect('/sign-in', 303)
  })
}

/** The session whose cookie came with a request, whether it still lives or not. */
export async function sessionOf (services: Services, cookies: Cookies, request: FastifyRequest): Promise<{ session: BrowserSession, isLive: boolean } | undefined> {
  const token = cookies.sessionOf(request)
  const seen = token === undefined ? undefined : await services.sessions.look(token, { by: isAutomatic(request) ? 'page' : 'person' })
  if (token === undefined || seen === undefined) return undefined
  return { isLive: seen.isLive, session: { id: seen.session.id, token, person: seen.session, formToken: formTokenOf(token) } }
}

/** For pages that anybody may open: whoever is signed in finds their navigation there too. */
export async function recognise (services: Services, cookies: Cookies, request: FastifyRequest): Promise<void> {
  const seen = await sessionOf(services, cookies, request)
  if (seen?.isLive !== true) return
  request.session = seen.session
  request.caller = callerOf(seen.session.person)
}

/** Requests whose form was not one of ours as it was opened: it is no matter of roles, and their page says so. */
export const foreignForms = new WeakSet<FastifyRequest>()

/** A request that changes something must come from a page of ours; browsers say where it comes from (RELIABILITY C8). */
export function refuseForeignPage (request: FastifyRequest, publicUrl: string): void {
  const site = request.headers['sec-fetch-site']
  const { origin, host } = request.headers
  const ours = [new URL(publicUrl).origin, `${new URL(publicUrl).protocol}//${host}`]
  const isForeign = site === undefined ? origin !== undefined && !ours.includes(origin) : site !== 'same-origin'
  if (isForeign) throw foreignForm(request, 'This form was not sent from a page of this service. Open the page here, and send it again.')
}

/** Beside that, each form carries a token that only pages of its session know. */
function refuseForeignForm (request: FastifyRequest): void {
  const given = String(formOf(request)?.['_token'] ?? (request.query as { _token?: unknown })._token ?? '')
  const known = request.session?.formToken ?? ''
  if (known === '' || given.length !== known.length || !timingSafeEqual(Buffer.from(given), Buffer.from(known))) {
    throw foreignForm(request, 'This form belongs to another session. Open the page again, and send it from there.')
  }
}

function foreignForm (request: FastifyRequest, message: string): Refusal {
  foreignForms.add(request)
  return new Refusal('forbidden', message)
}

/** Has it a page at its own address, with fields that somebody fills in? A button's alone has not. */
function isForm ({ server, routeOptions }: FastifyRequest): boolean {
  return routeOptions.url !== undefined && server.hasRoute({ method: 'GET', url: routeOptions.url })
}

/** What a form sent; undefined for a file's form, whose parts are read as they come. */
function formOf ({ body }: FastifyRequest): Record<string, unknown> | undefined {
  return typeof body === 'object' && body !== null ? body as Record<string, unknown> : undefined // the form parser's own
}

/** Only what somebody typed: names of ours begin with `_`. */
export function withoutOurs (typed: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(typed).filter(([name]) => !name.startsWith('_')))
}

/** What was typed, and what it was read from; not what proves whose page it was. */
function worthKeeping ({ _token, _key, ...typed }: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return typed
}

/** What a page asks for by itself, without anybody at it (assets/live.js). */
function isAutomatic (request: FastifyRequest): boolean {
  return isStream(request) || request.headers['automatic-refresh'] === 'true'
}

function isStream ({ headers }: FastifyRequest): boolean {
  return headers.accept === eventStreamType
}

function isUnsafe ({ method }: FastifyRequest): boolean {
  return method !== 'GET' && method !== 'HEAD'
}

export function pathOf ({ url }: FastifyRequest): string {
  return url.split('?', 1)[0] ?? url
}

function formTokenOf (token: string): string {
  return hash('sha256', `form ${token}`, 'base64url')
}
