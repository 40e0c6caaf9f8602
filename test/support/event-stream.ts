import type { Test } from 'tap'

export interface Message { readonly id: string, readonly event: { readonly sequence: number, readonly hash: string, readonly [field: string]: unknown } }

export interface EventStream {
  readonly status: number
  readonly contentType: string | null
  /** What has been received so far. */
  readonly messages: readonly Message[]
  /** The last `id`, also of what had no data. */
  lastId: () => string
  comments: () => number
  /** Comes when the service has ended it. */
  readonly ended: Promise<void>
  close: () => void
}

/** Listens over real HTTP as a browser's EventSource would: what is not whole yet is not counted. */
export async function openStream (t: Test, address: string, token: string, query = '', lastEventId?: string): Promise<EventStream> {
  const hangUp = new AbortController()
  t.teardown(() => { hangUp.abort() })
  const response = await fetch(`${address}/v1/events/stream?${query}`, {
    signal: hangUp.signal, headers: { authorization: `Bearer ${token}`, ...(lastEventId === undefined ? {} : { 'last-event-id': lastEventId }) }
  })
  const received: { messages: Message[], lastId: string, comments: number } = { messages: [], lastId: '', comments: 0 }
  return {
    status: response.status,
    contentType: response.headers.get('content-type'),
    messages: received.messages,
    lastId: () => received.lastId,
    comments: () => received.comments,
    ended: readInto(response, received).catch(() => {}), // cut off
    close: () => { hangUp.abort() }
  }
}

async function readInto (response: Response, received: { messages: Message[], lastId: string, comments: number }): Promise<void> {
  let rest = ''
  for await (const bytes of response.body?.pipeThrough(new TextDecoderStream()) ?? []) {
    const blocks = (rest + bytes).split('\n\n')
    rest = blocks.pop() ?? ''
    for (const block of blocks) {
      const field = (name: string) => block.split('\n').find((line) => line.startsWith(`${name}: `))?.slice(name.length + 2)
      received.lastId = field('id') ?? received.lastId
      if (block.startsWith(': ')) received.comments++
      const data = field('data')
      if (data !== undefined) received.messages.push({ id: received.lastId, event: JSON.parse(data) })
    }
  }
}
