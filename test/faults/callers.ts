import { randomUUID } from 'node:crypto'
import { setTimeout as pause } from 'node:timers/promises'
import type { Running } from '../process/service.ts'

/** What somebody was answered; nothing, where the connection to the service itself failed. */
export interface Answered { readonly status: number | undefined, readonly retryAfter: string | null, readonly mediaType: string | null }

/** So many actions to be read and reported on, in a partnership that has none. */
export async function plantActions ({ ask }: Running, count: number): Promise<string[]> {
  const made = async (path: string, body: object): Promise<string> => (await (await ask('POST', path, body)).json() as { id: string }).id
  const agency = await made('/v1/agencies', { code: 'housing', name: 'Housing', kind: 'housing' })
  const reviewId = await made('/v1/reviews', { reference: 'CHILD-O', title: 'Child O', kind: 'other' })
  const recommendation = await made('/v1/recommendations', { reviewId, reference: 'R1', text: 'Do something that can be measured.' })
  const actions: string[] = []
  for (let number = 1; number <= count; number++) {
    actions.push(await made('/v1/actions', { recommendationIds: [recommendation], title: `Name lead ${number}`, ownerAgencyId: agency, priority: 'medium', dueOn: '2099-06-30' }))
  }
  return actions
}

export interface Asking {
  /** Milliseconds until somebody has been served a read and a write that began from now on. */
  untilServed: () => Promise<number>
  /** Lets everybody finish; all answers, and the words of the writes that were acknowledged. */
  end: () => Promise<{ answers: readonly Answered[], keys: ReadonlySet<string> }>
}

/** A caller for each action, who reads it and reports on it in turn; a report is repeated under its key until it is acknowledged. */
export function keepAsking (service: Running, actions: readonly string[]): Asking {
  const answers: Answered[] = []
  const keys = new Set<string>()
  const ending = new AbortController()
  let served = { read: 0, write: 0 }

  async function tryOnce (method: 'GET' | 'POST', path: string, key?: string): Promise<boolean> {
    const begun = performance.now()
    const answer = await service.ask(method, path, key === undefined ? undefined : { narrative: key }, key === undefined ? {} : { 'idempotency-key': key }).catch(() => undefined)
    await answer?.arrayBuffer().catch(() => {})
    answers.push({ status: answer?.status, retryAfter: answer?.headers.get('retry-after') ?? null, mediaType: answer?.headers.get('content-type') ?? null })
    if (answer?.ok !== true) return false
    served = { ...served, [method === 'GET' ? 'read' : 'write']: begun }
    return true
  }

  async function call (action: string): Promise<void> {
    while (!ending.signal.aborted) {
      await tryOnce('GET', `/v1/actions/${action}`)
      const key = randomUUID()
      while (!await tryOnce('POST', `/v1/actions/${action}/updates`, key)) await pause(100)
      keys.add(key)
    }
  }

  const calls = actions.map(call)
  return {
    untilServed: async () => {
      const from = performance.now()
      while (Math.min(served.read, served.write) < from) {
        if (service.child.exitCode !== null || service.child.signalCode !== null) throw new Error(`The service has ended with ${service.child.exitCode ?? service.child.signalCode}: ${service.complaints().join(' ')}`)
        await pause(10)
      }
      return performance.now() - from
    },
    end: async () => {
      ending.abort()
      await Promise.all(calls)
      return { answers, keys }
    }
  }
}

/** How many were served, how many refused as promised, and what the others came to. */
export function classesOf (answers: readonly Answered[]): { served: number, refused: number, others: string[] } {
  const served = answers.filter(({ status }) => status !== undefined && status < 300).length
  // 409: what was sent before under the same key is still under way.
  const isRefused = ({ status, retryAfter, mediaType }: Answered) => (status === 409 || (status === 503 && retryAfter !== null)) && mediaType?.startsWith('application/problem+json') === true
  const others = answers.filter((answer) => !(answer.status !== undefined && answer.status < 300) && !isRefused(answer)).map(({ status, retryAfter }) => `${status ?? 'no answer'}${status === 503 && retryAfter === null ? ' without Retry-After' : ''}`)
  return { served, refused: answers.filter(isRefused).length, others }
}
