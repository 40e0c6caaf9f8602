import { randomUUID } from 'node:crypto'
import { setTimeout as pause } from 'node:timers/promises'
import createFetchClient from 'openapi-fetch'

// Every export is documented in index.d.ts, which is what editors and compilers read.

export function createClient ({ baseUrl, token, retries = 5 }) {
  const api = createFetchClient({
    baseUrl,
    headers: { authorization: `Bearer ${token}` },
    fetch: (request) => sendPersistently(request, retries)
  })
  return {
    ...api,
    all: (path, init) => readPages(api, path, init),
    update: (path, params, change) => changeUntilCurrent(api, path, params, change)
  }
}

export async function orThrow (answer) {
  const { data, error, response } = await answer
  if (!response.ok) throw new ProblemError(response, error)
  return data
}

export class ProblemError extends Error {
  constructor (response, problem) {
    super([problem?.title ?? `The service answered ${response.status}`, problem?.detail].filter(Boolean).join(': '))
    this.name = 'ProblemError'
    this.status = response.status
    this.problem = problem
  }
}

async function * readPages (api, path, init = {}) {
  const place = path === '/v1/events' ? 'after' : 'cursor'
  for (let query = init.params?.query ?? {}; ;) {
    const { data, nextCursor } = await orThrow(api.GET(path, { ...init, params: { ...init.params, query } }))
    yield * data
    if (nextCursor === null || data.length === 0) return
    query = { ...query, [place]: nextCursor }
  }
}

const mostConflicts = 10

async function changeUntilCurrent (api, path, params, change) {
  for (let conflicts = 0; ; conflicts++) {
    const read = await api.GET(path, { params })
    const current = await orThrow(read)
    const answer = await api.PATCH(path, { params, body: await change(current), headers: { 'if-match': read.response.headers.get('etag') } })
    if (answer.response.status !== 412 || conflicts === mostConflicts) return await orThrow(answer)
  }
}

async function sendPersistently (request, retries) {
  if (request.method === 'POST' && !request.headers.has('idempotency-key')) request.headers.set('idempotency-key', randomUUID())
  for (let attempt = 0; ; attempt++) {
    const isLast = attempt === retries
    try {
      const response = await fetch(request.clone())
      if (isLast || !mayPass(request, response)) return response
      await response.body?.cancel()
      await pause(waitBefore(attempt, response), undefined, { signal: request.signal })
    } catch (error) {
      if (isLast || !isRepeatable(request) || request.signal.aborted) throw error
      await pause(waitBefore(attempt), undefined, { signal: request.signal })
    }
  }
}

// What is in the way goes by: too many requests, a database away, the same request still under way.
function mayPass (request, { status, headers }) {
  if (status === 429) return true
  return isRepeatable(request) && (status === 503 || (status === 409 && headers.has('retry-after')))
}

// A POST carries its idempotency key. A PATCH whose answer was lost may have been made: its caller has to look.
function isRepeatable ({ method }) {
  return method !== 'PATCH'
}

const [firstWaitMs, longestWaitMs] = [200, 60_000]

function waitBefore (attempt, response) {
  const wished = Number(response?.headers.get('retry-after') ?? 0) * 1_000
  const own = Math.random() * firstWaitMs * 2 ** attempt // spread, so that callers who failed together do not come back together
  return Math.min(longestWaitMs, Math.max(Number.isFinite(wished) ? wished : 0, own))
}
