import { createHash } from 'node:crypto'
import { sql } from '../database/drizzle.ts'
import { Refusal } from '../../domain/refusal.ts'
import type { Transaction } from '../database/transaction.ts'
import { fixed } from '../database/fixed.ts'
import { insertInto } from '../database/sql.ts'
import type { Answer } from './answer.ts'
import { withoutSecrets } from './answer.ts'
import { idempotencyKeys } from './tables.ts'

/** Whose key it is, for which request. */
export interface IdempotencyScope {
  readonly partnershipId: string
  readonly principalId: string
  readonly method: string
  readonly path: string
  readonly key: string
  readonly requestHash: string
}

/** The request was carried out before: this is what it was answered then. */
export class Replay extends Error {
  readonly answer: Answer

  constructor (answer: Answer) {
    super('The request was carried out before.')
    this.answer = answer
  }
}

/** Ends by itself after this long; a row older than that is as good as gone. */
const keptFor = sql`interval '24 hours'`

const keyForm = /^[\x21-\x7e]{1,255}$/

/** Reads the header; one that is sent twice reaches us joined by a comma and a space, and is refused. */
export function readIdempotencyKey (header: string | string[] | undefined): string | undefined {
  if (header === undefined) return undefined
  if (typeof header !== 'string' || !keyForm.test(header)) {
    throw new Refusal('malformed-idempotency-key', 'Idempotency-Key must be 1 to 255 visible ASCII characters, sent once.')
  }
  return header
}

/** The same request, whatever the order of its fields and the white space between them. */
export function hashRequest (method: string, url: string, body: unknown): string {
  return createHash('sha256').update(`${method} ${url}\n${canonical(body)}`).digest('base64url')
}

interface Found { free: boolean, requestHash: string | null, expired: boolean | null, status: Answer['status'], headers: { location?: string, version?: number }, body: unknown }

/**
 * Takes the key for this transaction, and tells whether it was used before. A
 * lock that ends with the transaction stands for "in flight": a process that
 * dies leaves nothing behind. Asked beside the first question, it costs no trip.
 */
export async function claim (tx: Transaction, scope: IdempotencyScope, now: string): Promise<void> {
  const { partnershipId, principalId, method, path, key } = scope
  const [found] = await tx.rows<Found>(earlierUse(lockName(scope), now, partnershipId, principalId, method, path, key))
  if (found?.free !== true) throw inFlight()
  if (found.requestHash === null) return
  if (found.expired === true) { void tx.write(sql`delete from ${idempotencyKeys} where ${sameKey(scope)}`); return }
  if (found.requestHash !== scope.requestHash) {
    throw new Refusal('idempotency-key-reused', 'This idempotency key was used for a request with other content.')
  }
  throw new Replay({ status: found.status, body: found.body, ...found.headers })
}

const earlierUse = fixed((lock: string, now: string, partnershipId: string, principalId: string, method: string, path: string, key: string) => sql`
  select pg_try_advisory_xact_lock(hashtextextended(${lock}, 0)) as free,
    ${idempotencyKeys.requestHash} as "requestHash", ${idempotencyKeys.createdAt} <= ${now}::timestamptz - ${keptFor} as expired,
    ${idempotencyKeys.status} as status, ${idempotencyKeys.headers} as headers, ${idempotencyKeys.body} as body
  from (select 1) as one left join ${idempotencyKeys} on ${sameKey({ partnershipId, principalId, method, path, key })}`)

/**
 * Keeps the answer, in the transaction of its effect. The key of this table is
 * the last guard: should a twin have committed between our look and our lock,
 * this insert fails, and with it everything this transaction did.
 */
export function keep (tx: Transaction, scope: IdempotencyScope, answer: Answer, now: string): void {
  const { location, version } = answer
  const headers = { ...(location === undefined ? {} : { location }), ...(version === undefined ? {} : { version }) }
  void tx.write(insertInto(idempotencyKeys, { ...scope, status: answer.status, headers, body: withoutSecrets(answer), createdAt: now }))
}

/** Was it that last guard which refused? */
export function isTwin (constraint: string | undefined): boolean {
  return constraint?.startsWith('idempotency_keys_') === true
}

function sameKey (scope: Omit<IdempotencyScope, 'requestHash'>) {
  const t = idempotencyKeys
  return sql`${t.partnershipId} = ${scope.partnershipId} and ${t.principalId} = ${scope.principalId}
    and ${t.method} = ${scope.method} and ${t.path} = ${scope.path} and ${t.key} = ${scope.key}`
}

function lockName (scope: IdempotencyScope): string {
  return [scope.partnershipId, scope.principalId, scope.method, scope.path, scope.key].join(' ')
}

export function inFlight (): Refusal {
  return new Refusal('idempotency-in-flight', 'The first request with this idempotency key has not finished. Ask again in a moment.')
}

function canonical (value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'null'
  const entries = Object.entries(value).sort(([a], [b]) => a < b ? -1 : 1)
  return `{${entries.map(([key, inner]) => `${JSON.stringify(key)}:${canonical(inner)}`).join(',')}}`
}
