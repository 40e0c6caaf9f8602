import { Agent, request } from 'undici'
import type { Unanswered } from '../../domain/webhook.ts'
import type { Exempt } from './destination.ts'
import { AddressRefused, guardedConnector } from './guarded-connector.ts'

export interface Posting {
  readonly url: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

export type Posted =
  | { readonly status: number, readonly retryAfter: string | undefined }
  | { readonly status: null, readonly reason: Unanswered }

/** The port to other people's servers. What goes wrong on the way is an answer, not an exception. */
export interface Poster {
  /** Ends within fifteen seconds, whatever the other side does. */
  post: (posting: Posting) => Promise<Posted>
  /** Ends what is under way. */
  close: () => Promise<void>
}

const mostMs = 15_000
/** Read of an answer, to leave its connection usable; nobody looks at it. */
const mostRead = 64 * 1024
const mostHeaders = 16 * 1024

/** Sends to the public internet, and to what is exempt. Redirects are not followed: they are answers. */
export function openPoster (exempt: Exempt, totalMs = mostMs): Poster {
  const agent = new Agent({ connect: guardedConnector(exempt), maxHeaderSize: mostHeaders, headersTimeout: totalMs, bodyTimeout: totalMs, pipelining: 1 })
  return {
    post: async ({ url, headers, body }) => {
      const signal = AbortSignal.timeout(totalMs)
      try {
        const answer = await request(url, { method: 'POST', headers, body, dispatcher: agent, signal })
        await answer.body.dump({ limit: mostRead, signal }).catch(() => {}) // the status has been given: what follows changes nothing
        return { status: answer.statusCode, retryAfter: only(answer.headers['retry-after']) }
      } catch (error) {
        return { status: null, reason: reasonOf(error) }
      }
    },
    close: async () => { await agent.destroy() }
  }
}

function only (header: string | string[] | undefined): string | undefined {
  return typeof header === 'string' ? header : header?.[0]
}

function reasonOf (error: unknown): Unanswered {
  if (error instanceof AddressRefused) return 'address_refused'
  if (!(error instanceof Error)) return 'unreachable'
  if (error.name === 'TimeoutError' || error.name === 'AbortError') return 'timed_out'
  if (error.name === 'HTTPParserError') return 'answer_malformed'
  const code = codeOf(error)
  return reasons.find(([pattern]) => pattern.test(code))?.[1] ?? 'unreachable'
}

// A name with several addresses fails with all their errors in one.
function codeOf (error: Error): string {
  if ('code' in error && typeof error.code === 'string') return error.code
  const [first] = error instanceof AggregateError ? error.errors as unknown[] : []
  return first instanceof Error ? codeOf(first) : ''
}

const reasons: ReadonlyArray<readonly [RegExp, Unanswered]> = [
  [/^(ENOTFOUND|EAI_)/, 'name_not_found'],
  [/TIMEOUT|TIMEDOUT/, 'timed_out'],
  [/^(UND_ERR_HEADERS_OVERFLOW|UND_ERR_RES)/, 'answer_malformed'],
  [/CERT|SELF_SIGNED|^ERR_TLS|^ERR_SSL|^UNABLE_TO|HOSTNAME_MISMATCH|ERR_OSSL/, 'certificate_refused']
]
