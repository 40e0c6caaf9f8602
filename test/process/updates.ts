import { randomUUID } from 'node:crypto'
import type { Running } from './service.ts'

/** An update that the service has acknowledged, and when, in ms since 1970. */
export interface Acknowledged { readonly id: string, readonly at: number }

/** Adds updates to an action until it is told to stop; gives those that were acknowledged. */
export function keepWriting ({ ask }: Running, actionId: string): { acknowledged: Acknowledged[], stop: () => Promise<void> } {
  const acknowledged: Acknowledged[] = []
  const stopping = new AbortController()
  const writing = (async () => {
    while (!stopping.signal.aborted) {
      const reported = await ask('POST', `/v1/actions/${actionId}/updates`, { narrative: 'Written while it is copied.' }, { 'idempotency-key': randomUUID() })
      const at = Date.now()
      if (reported.status === 201) acknowledged.push({ id: (await reported.json() as { id: string }).id, at })
    }
  })()
  return { acknowledged, stop: async () => { stopping.abort(); await writing } }
}

/** The ids of all updates of an action. */
export async function updatesOf ({ ask }: Running, actionId: string): Promise<Set<string>> {
  const ids = new Set<string>()
  for (let cursor = ''; ;) {
    const page = await (await ask('GET', `/v1/actions/${actionId}/updates?limit=200${cursor}`)).json() as { data: Array<{ id: string }>, nextCursor: string | null }
    for (const { id } of page.data) ids.add(id)
    if (page.nextCursor === null) return ids
    cursor = `&cursor=${encodeURIComponent(page.nextCursor)}`
  }
}
