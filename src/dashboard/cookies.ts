import { fastifyCookie } from '@fastify/cookie'
import type { CookieSerializeOptions } from '@fastify/cookie'
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Config } from '../config.ts'

interface Cookie { readonly name: string, readonly options: CookieSerializeOptions }

/**
 * With https the name begins with `__Host-`: no other host, path or plain
 * connection can set it. On plain http, which is for one's own machine, browsers
 * would not take such a cookie everywhere (docs/decisions/0022): there the name is another.
 */
function cookie (config: Config, name: string, options: CookieSerializeOptions = {}): Cookie {
  const secure = config.publicUrl.startsWith('https:')
  return { name: secure ? `__Host-${name}` : `follow-through-${name}`, options: { path: '/', httpOnly: true, sameSite: 'lax', secure, ...options } }
}

/** The cookies of the pages: who is signed in, and where they were going. */
export class Cookies {
  readonly #config: Config
  readonly #session: Cookie
  readonly #returnTo: Cookie

  constructor (config: Config) {
    this.#config = config
    this.#session = cookie(config, 'session')
    this.#returnTo = cookie(config, 'return-to', { maxAge: 900 })
  }

  /** Also where no page is, and so nothing has read the cookies yet. */
  sessionOf (request: FastifyRequest): string | undefined {
    const given = request.cookies as typeof request.cookies | undefined ?? fastifyCookie.parse(request.headers.cookie ?? '')
    return given[this.#session.name]
  }

  giveSession (reply: FastifyReply, token: string): void {
    reply.setCookie(this.#session.name, token, this.#session.options)
  }

  /** Keeps something sealed with the browser for a quarter of an hour, until it comes back from elsewhere. */
  keep (reply: FastifyReply, name: string, sealed: string): void {
    const { name: fullName, options } = cookie(this.#config, name, { maxAge: 900 })
    reply.setCookie(fullName, sealed, options)
  }

  /** Gives it back, once. */
  take (request: FastifyRequest, reply: FastifyReply, name: string): string | undefined {
    const { name: fullName, options } = cookie(this.#config, name)
    const kept = request.cookies[fullName]
    if (kept !== undefined) reply.clearCookie(fullName, options)
    return kept
  }

  endSession (reply: FastifyReply): void {
    reply.clearCookie(this.#session.name, this.#session.options)
  }

  rememberWhereTo (reply: FastifyReply, address: string): void {
    reply.setCookie(this.#returnTo.name, address, this.#returnTo.options)
  }

  /** Where somebody was going before they were asked to sign in; the overview unless it is an address of ours. */
  whereTo (request: FastifyRequest, reply: FastifyReply): string {
    const address = request.cookies[this.#returnTo.name]
    if (address !== undefined) reply.clearCookie(this.#returnTo.name, this.#returnTo.options)
    return localAddress(address) ?? '/'
  }
}

/** Only a path of this service: no other host by any of the spellings that browsers forgive. */
export function localAddress (address: string | undefined): string | undefined {
  if (address === undefined || address.length > 2_000 || !/^\/(?![/\\])[\x21-\x7e]*$/.test(address) || address.includes('\\')) return undefined
  const base = 'http://local.invalid'
  const url = URL.canParse(address, base) ? new URL(address, base) : undefined
  if (url?.origin !== base || url.pathname.startsWith('//') || /^\/(%2f|%5c)/i.test(url.pathname)) return undefined
  return `${url.pathname}${url.search}`
}
