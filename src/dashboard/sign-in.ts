import { Type } from '@sinclair/typebox'
import { decodeJwt } from 'jose'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { callerOf, endSession, lookAtSignInLink, useSignInLink } from '../features/sessions/commands.ts'
import { findDraft } from '../features/sessions/drafts.ts'
import { actAs } from '../features/work.ts'
import { sameIssuer } from '../platform/openid/provider.ts'
import type { Services } from '../services.ts'
import { Cookies } from './cookies.ts'
import { addressOf } from './filters.ts'
import { pageSchema } from './page.ts'
import { refuseForeignPage, sessionOf } from './session.ts'

interface Options { readonly services: Services }
interface Named { readonly token: string }

const schema = { hide: true, params: Type.Object({ token: Type.String({ maxLength: 200 }) }) }

/** The ways in, open to whoever comes. Looking at a link does nothing, for mail scanners look too; only its button signs in, once. */
export async function signInPages (app: FastifyInstance, { services }: Options): Promise<void> {
  const { config } = services
  const cookies = new Cookies(config)
  // What is printed for this very machine is opened by nobody but who sits at it: its page may press its own button.
  const isOnThisMachine = ['127.0.0.1', 'localhost', '[::1]'].includes(new URL(config.publicUrl).hostname)

  app.get('/sign-in', { schema: { hide: true } }, async (request, reply) => {
    if ((await sessionOf(services, cookies, request))?.isLive === true) return await reply.redirect(cookies.whereTo(request, reply), 303)
    return await reply.page('sign-in', { title: 'Sign in', providers: services.providers.map(({ settings }) => settings.name), done: (request.query as { done?: string }).done, linkFile: config.databaseUrl === undefined ? `${config.dataDir}/sign-in-link` : undefined })
  })

  app.get<{ Params: Named }>('/sign-in/:token', { schema }, async (request, reply) => {
    const seen = await lookAtSignInLink(services, request.params.token)
    if (seen?.state !== 'open') return await closed(reply, seen?.state)
    return await reply.page('sign-in-link', { title: 'Sign in', person: seen.link, atOnce: isOnThisMachine })
  })

  app.post<{ Params: Named }>('/sign-in/:token', { schema }, async (request, reply) => {
    refuseForeignPage(request, config.publicUrl)
    const token = await useSignInLink(services, request.params.token, request.id)
    if (token === undefined) return await closed(reply, (await lookAtSignInLink(services, request.params.token))?.state)
    return await comeIn(services, cookies, request, reply, token)
  })

  async function closed (reply: FastifyReply, state: string | undefined): Promise<FastifyReply> {
    return await reply.code(state === undefined ? 404 : 410).page('sign-in-closed', { title: 'This link does not sign you in', state: state ?? 'unknown' })
  }
}

/** Signing out; registered where a session is required. */
export async function signOutPage (app: FastifyInstance, { services }: Options): Promise<void> {
  const cookies = new Cookies(services.config)

  app.post('/sign-out', { schema: pageSchema('getMe') }, async (request, reply) => {
    request.permitted = true
    await leave(services, request)
    cookies.endSession(reply)
    return await reply.redirect(await addressAfter(services, request) ?? signedOut, 303)
  })
}

const signedOut = '/sign-in?done=signed_out'

/** Who came by a provider signs out there too, or the next at this desk would come in by its memory; undefined where that cannot be. */
async function addressAfter ({ providers, secrets, config }: Services, { session, log }: FastifyRequest): Promise<string | undefined> {
  const sealed = session?.person.idToken
  const idToken = sealed == null ? undefined : secrets.open(sealed, `session ${session?.id}`)
  if (idToken === undefined) return undefined
  const { iss } = decodeJwt(idToken) // the provider's own, verified when it came
  try {
    return await providers.find(({ settings }) => sameIssuer(settings.issuer, iss))?.endSessionAddress(idToken, `${config.publicUrl}${signedOut}`)
  } catch (error) {
    log.warn({ err: error }, 'a provider could not be told that somebody signed out')
    return undefined
  }
}

/** Gives the browser its new session, ends the one that it came with, and goes on to where its person was going. */
export async function comeIn (services: Services, cookies: Cookies, request: FastifyRequest, reply: FastifyReply, token: string): Promise<FastifyReply> {
  const before = await sessionOf(services, cookies, request)
  if (before?.isLive === true) await leave(services, Object.assign(request, { session: before.session }))
  cookies.giveSession(reply, token)
  const whereTo = cookies.whereTo(request, reply)
  const seen = await services.sessions.look(token)
  const draft = seen === undefined ? undefined : await findDraft(services, seen.session)
  return await reply.redirect(draft === undefined ? whereTo : addressOf(draft.path, { draft: draft.id }), 303)
}

async function leave (services: Services, { session, id: requestId }: FastifyRequest): Promise<void> {
  if (session === undefined) return
  await actAs(services, { by: callerOf(session.person), timeZone: session.person.timeZone, requestId }, async (work) => { await endSession(work, session.id) })
  services.sessions.forget(session.token)
}
