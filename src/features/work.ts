import type { FastifyReply, FastifyRequest } from 'fastify'
import { localDateAt } from '../domain/local-date.ts'
import type { LocalDate } from '../domain/local-date.ts'
import { refuseUnlessMay } from '../domain/permission.ts'
import type { AgencyWork, Caller } from '../domain/permission.ts'
import { isWorthRetrying, violatedConstraint } from '../platform/database/errors.ts'
import { within } from '../platform/database/tenancy.ts'
import { withTransaction } from '../platform/database/transaction.ts'
import type { Transaction } from '../platform/database/transaction.ts'
import { sendAnswer } from '../platform/http/answer.ts'
import type { Answer } from '../platform/http/answer.ts'
import { expectVersion, readIfMatch } from '../platform/http/etag.ts'
import type { IfMatch } from '../platform/http/etag.ts'
import { readPrivacyOverride, refusePersonalData, suspicionsIn } from '../platform/http/free-text.ts'
import { claim, hashRequest, inFlight, isTwin, keep, readIdempotencyKey, Replay } from '../platform/http/idempotency.ts'
import type { IdempotencyScope } from '../platform/http/idempotency.ts'
import type { Services } from '../services.ts'
import { record } from './events/record.ts'

/** One change being made: in which transaction, by whom, when, under which request. */
export interface Work {
  readonly tx: Transaction
  readonly by: Caller
  /** The instant of the change, in UTC. */
  readonly now: string
  /** The day of the change where the partnership is. */
  readonly today: LocalDate
  readonly timeZone: string
  readonly requestId: string
  /** The types of what its events tell of. */
  readonly touched: Set<string>
  /** Free text that the body does not hold, such as the name of a file: screened like the body. */
  readonly alsoSaid: Array<{ readonly pointer: string, readonly text: string }>
  /** Parts of the body that were refused by themselves, by their pointers: nobody took what they say, so that it is not screened. */
  readonly refusedParts: string[]
  /** Why what looks like personal data is none; undefined: nobody said so. */
  readonly privacyOverride: string | undefined
  /**
   * Asks the policy, once the subject is known to exist. A request that was
   * carried out before is answered from here: authorised anew, not done anew.
   */
  permit: (action?: AgencyWork) => Promise<void>
  /** Refuses a version other than the one the caller read; after permit, before the rules. */
  expect: (version: number) => void
}

/** Carries out a change for a request: one transaction, its events and its idempotency record in it. */
export async function change<Body> (
  services: Services, request: FastifyRequest, reply: FastifyReply, job: (work: Work) => Promise<Answer<Body>>
): Promise<FastifyReply> {
  const asked = askedBy(request)
  try {
    return await sendAnswer(reply, await attempt(services, request, asked, job))
  } catch (error) {
    if (error instanceof Replay) return await sendAnswer(reply.header('idempotency-replayed', 'true'), error.answer)
    if (isTwin(violatedConstraint(error))) throw inFlight()
    throw error
  }
}

export interface Acting { readonly by: Caller, readonly timeZone: string, readonly requestId: string }

/** Who asks, for what is written down beside the answer. */
export function actingFor ({ caller: by, timeZone, id: requestId }: FastifyRequest): Acting {
  return { by, timeZone, requestId }
}

/** Carries out a change that no request asked for: the operator at the command line, the example, a job. */
export async function actAs<Result> (services: Pick<Services, 'clock' | 'database'>, acting: Acting, job: (work: Work) => Promise<Result>): Promise<Result> {
  const now = services.clock.now()
  const today = localDateAt(now, acting.timeZone)
  const trusted = { touched: new Set<string>(), alsoSaid: [], refusedParts: [], privacyOverride: undefined, permit: async () => {}, expect: () => {} }
  return await within(acting.by.partnershipId, async () => await withTransaction(services.database.pool, async (tx) => await job({ tx, now, today, ...acting, ...trusted })))
}

/** Says that the policy was asked about this request; an answer without it does not leave (app.ts). */
export function permit (request: FastifyRequest, action?: AgencyWork): void {
  refuseUnlessMay(request.caller, request.operation, action)
  request.permitted = true
}

/** The present day where the caller's partnership is. */
export function todayOf (services: Pick<Services, 'clock'>, request: FastifyRequest): LocalDate {
  return localDateAt(services.clock.now(), request.timeZone)
}

// Two transactions that met in the wrong order: the loser tries again (RELIABILITY C1).
const mostAttempts = 3

/** What a request asks for beside its body. */
interface Asked {
  readonly scope: IdempotencyScope | undefined
  readonly ifMatch: IfMatch | undefined
  readonly privacyOverride: string | undefined
}

/** What its headers ask for; for what does something before its change, which must not be begun for a request that is malformed. */
export function askedBy (request: FastifyRequest): Asked {
  return {
    scope: idempotencyScope(request),
    ifMatch: readIfMatch(request.headers['if-match']),
    privacyOverride: readPrivacyOverride(request.headers['privacy-override'])
  }
}

async function attempt<Body> (services: Services, request: FastifyRequest, asked: Asked, job: (work: Work) => Promise<Answer<Body>>): Promise<Answer> {
  for (let attempts = 1; ; attempts++) {
    const touched = new Set<string>()
    try {
      const answer = await withTransaction(services.database.pool, async (tx) => {
        const work = startWork(services, request, tx, asked, touched)
        const answer: Answer = await job(work) as Answer // the secrets of a body are named by its own type
        screenFreeText(work, request, answer)
        if (asked.scope !== undefined) keep(tx, asked.scope, answer, work.now)
        return answer
      })
      if (decidesWhoComesIn.some((type) => touched.has(type))) services.forgetCallers()
      return answer
    } catch (error) {
      if (!isWorthRetrying(error) || attempts === mostAttempts) throw error
    }
  }
}

// Whoever ends a key or moves the clocks, and asks next, is not told what was true before.
const decidesWhoComesIn = ['partnership', 'agency', 'person', 'api_key', 'session', 'identity']

function startWork (services: Services, request: FastifyRequest, tx: Transaction, { scope, ifMatch, privacyOverride }: Asked, touched: Set<string>): Work {
  const now = services.clock.now()
  const claimed = scope === undefined ? undefined : claim(tx, scope, now)
  claimed?.catch(() => {}) // met in permit()
  return {
    tx,
    by: request.caller,
    now,
    today: localDateAt(now, request.timeZone),
    timeZone: request.timeZone,
    requestId: request.id,
    touched,
    alsoSaid: [],
    refusedParts: [],
    privacyOverride,
    permit: async (action) => {
      permit(request, action)
      await claimed
    },
    expect: (version) => { expectVersion(ifMatch, version, request.method === 'PATCH' ? 'required' : 'optional') }
  }
}

/** The last of the checks (API.md, order): the change stands in the transaction, and goes with it when it is refused. */
function screenFreeText (work: Work, request: FastifyRequest, { body }: Answer): void {
  const { alsoSaid, refusedParts, privacyOverride: reason } = work
  const inBody = suspicionsIn(request.body).filter(({ pointer }) => !refusedParts.some((part) => pointer.startsWith(`${part}/`)))
  const suspicions = [...inBody, ...alsoSaid.flatMap(({ text, pointer }) => suspicionsIn(text, pointer))]
  if (suspicions.length === 0) return
  if (reason === undefined) return refusePersonalData(suspicions)
  record(work, 'privacy_screen.overridden', { type: 'privacy_screen', id: idOf(body) ?? idOf(request.params) ?? work.by.partnershipId }, { after: { operation: request.operation, suspicions, reason } })
}

/** What the change made or changed, where it has an id. */
function idOf (value: unknown): string | undefined {
  const id = typeof value === 'object' && value !== null && 'id' in value ? value.id : undefined
  return typeof id === 'string' ? id : undefined
}

function idempotencyScope (request: FastifyRequest): IdempotencyScope | undefined {
  const key = readIdempotencyKey(request.headers['idempotency-key'])
  if (key === undefined || request.method !== 'POST') return undefined
  const path = request.url.split('?', 1)[0] ?? request.url
  const requestHash = hashRequest(request.method, request.url, request.body)
  return { partnershipId: request.caller.partnershipId, principalId: request.caller.id, method: request.method, path, key, requestHash }
}
