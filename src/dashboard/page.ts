import { Type } from '@sinclair/typebox'
import type { TObject } from '@sinclair/typebox'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { Operation } from '../domain/permission.ts'
import { Id } from '../platform/http/schemas.ts'
import type { Services } from '../services.ts'
import { Assets } from './assets.ts'
import { navigationFor } from './navigation.ts'
import { Views } from './nunjucks.ts'

declare module 'fastify' {
  interface FastifyReply {
    /** Answers with views/pages/<view>.njk. */
    page: (view: string, locals: PageLocals) => Promise<FastifyReply>
  }
}

export interface PageLocals {
  /** What the browser's tab says, before the name of the service. */
  readonly title: string
  /** Which entry of the navigation the page belongs to. */
  readonly section?: string
  readonly [name: string]: unknown
}

// Nothing but our own style and script; nothing inline, so that what slips through escaping does not run (RELIABILITY C27).
function contentSecurityPolicy (services: Services): string {
  // Signing out goes on to the provider's own page, which browsers count as where the form is sent.
  const providers = services.providers.map(({ settings }) => new URL(settings.issuer).origin)
  return [
    "default-src 'none'", "script-src 'self'", "style-src 'self'", "img-src 'self'", "connect-src 'self'",
    ["form-action 'self'", ...new Set(providers)].join(' '), "base-uri 'none'", "frame-ancestors 'none'"
  ].join('; ')
}

export interface Pages {
  readonly assets: Assets
  readonly headers: Readonly<Record<string, string>>
  /** For an answer that is a page, written by the time it is sent. */
  prepare: (reply: FastifyReply) => FastifyReply
  write: (request: FastifyRequest, view: string, locals: PageLocals) => string
}

// The same for every service in the process: a template is compiled once, a style sheet compressed once.
const assets = new Assets()
const views = new Views({ assets: assets.base })

/** Writes pages for whoever is signed in. */
export function makePages (services: Services): Pages {
  const headers = { 'content-security-policy': contentSecurityPolicy(services) }
  return {
    assets,
    prepare: (reply) => reply.headers(headers).type('text/html; charset=utf-8').serializer(String),
    headers,
    write: (request, view, locals) => {
      // Whose session has run out, or whose request failed before it was looked at, is nobody yet.
      const session = (request.caller as typeof request.caller | null | undefined) == null ? undefined : request.session
      return views.page(view, {
        session,
        navigation: session === undefined ? [] : navigationFor(request.caller, locals.section),
        done: (request.query as { done?: string } | undefined)?.done,
        ...locals
      })
    }
  }
}

export function answerWithPages (app: FastifyInstance, pages: Pages): void {
  app.decorateReply('page', async function (this: FastifyReply, view: string, locals: PageLocals) {
    return await pages.prepare(this).send(pages.write(this.request, view, locals))
  })
}

/** Parameters that any page may be opened with. */
const common = {
  /** What has just been done, from words.done. */
  done: Type.Optional(Type.String({ maxLength: 60 })),
  /** A form that was left half done. */
  draft: Type.Optional(Id),
  /** The token of a file's form, whose parts are read as they come. */
  _token: Type.Optional(Type.String({ maxLength: 100 }))
}

/** A page is no operation of the API, and asks the policy as the operation does whose answer it shows. */
export function pageSchema<Query extends TObject = TObject<Record<never, never>>, Params extends TObject = TObject<Record<never, never>>> (
  operationId: Operation, { querystring, params }: { querystring?: Query, params?: Params } = {}
) {
  return {
    hide: true as const,
    operationId,
    querystring: Type.Object({ ...querystring?.properties as Query['properties'], ...common }, { additionalProperties: false }),
    ...params === undefined ? {} : { params }
  } as unknown as { hide: true, operationId: Operation, querystring: Query, params: Params } // so that the route's handler knows its query and params
}

/** A browser sends the empty fields of a filter too. They are no part of a page's address, which is the API's: the browser is sent on to the one without them. */
export function leaveOutEmptyParameters (app: FastifyInstance): void {
  app.addHook('preValidation', async (request, reply) => {
    const address = withoutEmptyParameters(request.url)
    if (address === request.url || (request.method !== 'GET' && request.method !== 'HEAD')) return
    request.permitted = true // nothing is told
    return await reply.redirect(address, 303)
  })
}

/** The same address where nothing in it is empty. */
function withoutEmptyParameters (url: string): string {
  const [path = '', ...rest] = url.split('?')
  const given = new URLSearchParams(rest.join('?'))
  const said = new URLSearchParams([...given].filter(([, value]) => value !== ''))
  if (said.size === given.size) return url
  return said.size === 0 ? path : `${path}?${said.toString()}`
}
