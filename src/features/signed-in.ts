import type { FastifyInstance, FastifyRequest } from 'fastify'
import { policy } from '../domain/permission.ts'
import type { Caller, Operation } from '../domain/permission.ts'
import { Refusal } from '../domain/refusal.ts'
import { within } from '../platform/database/tenancy.ts'
import type { Services } from '../services.ts'
import type { Access, Accesses } from './events/accesses.ts'
import { actingFor } from './work.ts'

declare module 'fastify' {
  interface FastifyRequest {
    /** Who is asking; set before any route under `/v1` runs. */
    caller: Caller
    /** The time zone of the caller's partnership. */
    timeZone: string
    /** Has the policy been asked, and said yes? */
    permitted: boolean
    /** Was a part of what was asked refused for want of permission, though the whole was answered? */
    forbiddenInPart: boolean
    readonly operation: Operation
  }
}

/** Everything registered beside this needs to know who is asking, by their token, and must ask the policy before it answers. */
export function requireCaller (app: FastifyInstance, { authenticate, accesses }: Pick<Services, 'authenticate' | 'accesses'>): void {
  holdToPolicy(app, accesses)
  app.addHook('onRequest', async (request) => {
    const principal = await authenticate(bearerToken(request.headers.authorization), partnershipOf(request))
    if (principal === undefined) throw new Refusal('unauthenticated', 'The token is missing, unknown, expired or revoked.')
    request.caller = principal.caller
    request.timeZone = principal.timeZone
  })
}

/** Every route registered beside this has a line in the policy, and asks it before it answers; what it refuses is an event. */
export function holdToPolicy (app: FastifyInstance, accesses: Accesses): void {
  app.decorateRequest('caller', null as unknown as Caller) // set before any handler by the hook that knows who is asking
  app.decorateRequest('timeZone', '')
  app.decorateRequest('permitted', false)
  app.decorateRequest('forbiddenInPart', false)
  app.decorateRequest('operation', { getter (this: FastifyRequest) { return this.routeOptions.schema?.operationId as Operation } }) // checked at registration, below
  app.addHook('onRoute', ({ url, schema }) => {
    if (schema?.operationId === undefined || !(schema.operationId in policy)) throw new Error(`${url}: its operation ${schema?.operationId ?? '(none)'} has no line in domain/permission.ts.`)
  })
  app.addHook('onResponse', (request, reply, done) => {
    const caller = request.caller as Caller | null // nobody, until it is known who is asking
    if ((reply.statusCode === 403 || request.forbiddenInPart) && caller !== null) accesses.noteAfterwards(actingFor(request), refusalOf(request), request.log)
    done()
  })
  // The last hook before the handler: what the handler asks is asked within the caller's partnership.
  app.addHook('preHandler', (request, _reply, done) => { within(request.caller.partnershipId, done) })
  app.addHook('onSend', (request, reply, payload, done) => {
    if (reply.statusCode < 400 && !request.permitted) done(new Error(`${request.operation} answered without asking the policy.`))
    else done(null, payload)
  })
}

/** Which partnership somebody means who is known to several. */
function partnershipOf ({ headers }: FastifyRequest): string | undefined {
  const code = headers['partnership']
  return typeof code === 'string' ? code.slice(0, 100) : undefined
}

/** The token that a request came with; empty when there is none. */
export function bearerToken (authorization: string | undefined): string {
  return /^Bearer ([\x21-\x7e]{1,8000})$/i.exec(authorization ?? '')?.[1] ?? ''
}

/** Who tried what; of which action or partnership is not told, since it may be one that is hidden from him. */
function refusalOf ({ caller, operation }: FastifyRequest): Access {
  return { type: 'permission.refused', subject: { type: 'permission', id: caller.id }, after: { operation, role: caller.role } }
}
