import { Type } from '@sinclair/typebox'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { issuerOf } from '../features/sessions/access-tokens.ts'
import { callerOf, endSessionsOfIdentity, startSession } from '../features/sessions/commands.ts'
import { peopleFor } from '../features/sessions/identity-commands.ts'
import type { KnownPerson } from '../features/sessions/identity-queries.ts'
import { actAs } from '../features/work.ts'
import { ProviderUnavailable, SignInRefused } from '../platform/openid/provider.ts'
import type { Attempt, Identity } from '../platform/openid/provider.ts'
import type { Services } from '../services.ts'
import { Cookies } from './cookies.ts'
import { refuseForeignPage } from './session.ts'
import { comeIn } from './sign-in.ts'

const schema = { hide: true } as const

/** Signing in with an OpenID provider: out with a question that only this browser knows, back with an answer to it. */
export async function providerSignInPages (app: FastifyInstance, { services }: { services: Services }): Promise<void> {
  const { config, providers, secrets } = services
  const cookies = new Cookies(config)
  const redirectUri = `${config.publicUrl}/sign-in/callback`

  app.get<{ Params: { place: number } }>('/sign-in/with/:place', { schema: { ...schema, params: Type.Object({ place: Type.Integer({ minimum: 1, maximum: 1_000 }) }) } }, async (request, reply) => {
    const provider = providers[request.params.place - 1]
    if (provider === undefined) return await reply.redirect('/sign-in', 303)
    return await guarded(reply, async () => {
      const { address, attempt } = await provider.begin(redirectUri)
      cookies.keep(reply, 'sign-in', secrets.seal(JSON.stringify(attempt), 'sign-in'))
      return await reply.redirect(address, 303)
    })
  })

  app.get('/sign-in/callback', { schema }, async (request, reply) => await guarded(reply, async () => {
    const attempt = opened<Attempt>(cookies.take(request, reply, 'sign-in'), 'sign-in') // once: an answer that comes twice has no question
    const provider = providers.find(({ settings }) => settings.issuer === attempt?.issuer)
    if (attempt === undefined || provider === undefined) throw new SignInRefused('This sign-in was not begun here.')
    const { identity, idToken } = await provider.finish(new URL(request.url, config.publicUrl), attempt)
    const people = await peopleFor(services, identity, request.id)
    const [only] = people
    if (only === undefined) return await reply.code(403).page('sign-in-unknown', { title: 'You have not been invited', provider: provider.settings.name })
    if (people.length === 1) return await enter(request, reply, only, idToken)
    cookies.keep(reply, 'sign-in-choice', secrets.seal(JSON.stringify({ ...identity, email: undefined, idToken, until: Date.now() + 600_000 }), 'sign-in-choice'))
    return await reply.page('sign-in-choice', { title: 'Choose a partnership', people })
  }))

  app.post<{ Body: { partnership?: string } }>('/sign-in/partnership', { schema }, async (request, reply) => await guarded(reply, async () => {
    refuseForeignPage(request, config.publicUrl)
    const proven = opened<Identity & { idToken: string, until: number }>(cookies.take(request, reply, 'sign-in-choice'), 'sign-in-choice')
    if (proven === undefined || proven.until < Date.now()) throw new SignInRefused('This sign-in has taken too long.')
    const person = (await peopleFor(services, proven, request.id)).find(({ partnershipCode }) => partnershipCode === request.body?.partnership)
    if (person === undefined) throw new SignInRefused('No partnership was chosen.')
    return await enter(request, reply, person, proven.idToken)
  }))

  // The provider itself asks this, not a browser: its token is all that proves it (OpenID Connect Back-Channel Logout 1.0).
  app.post<{ Body: { logout_token?: unknown } | null }>('/sign-in/back-channel-logout', { schema }, async (request, reply) => {
    const token = String(request.body?.logout_token ?? '')
    const identity = await issuerOf(providers, token)?.signedOutBy(token)
    if (identity === undefined) return await reply.code(400).send({ error: 'invalid_request' })
    await endSessionsOfIdentity(services, identity, request.id)
    return await reply.code(200).send()
  })

  async function enter (request: FastifyRequest, reply: FastifyReply, person: KnownPerson, idToken: string): Promise<FastifyReply> {
    const token = await actAs(services, { by: callerOf(person), timeZone: person.timeZone, requestId: request.id }, async (work) => startSession(work, 'openid_connect', (id) => secrets.seal(idToken, `session ${id}`)))
    return await comeIn(services, cookies, request, reply, token)
  }

  async function guarded (reply: FastifyReply, job: () => Promise<FastifyReply>): Promise<FastifyReply> {
    try {
      return await job()
    } catch (error) {
      if (!(error instanceof ProviderUnavailable) && !(error instanceof SignInRefused)) throw error
      const isAway = error instanceof ProviderUnavailable
      reply.log.warn({ err: error }, isAway ? 'a provider could not be reached' : 'a sign-in was refused')
      return await reply.code(isAway ? 503 : 400).page('sign-in-failed', { title: isAway ? 'Your organisation’s sign-in does not answer' : 'You have not been signed in', isAway })
    }
  }

  function opened<Kept> (sealed: string | undefined, context: string): Kept | undefined {
    const text = sealed === undefined ? undefined : secrets.open(sealed, context)
    return text === undefined ? undefined : JSON.parse(text) as Kept // sealed above
  }
}
