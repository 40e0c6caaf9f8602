/** https://html.spec.whatwg.org/multipage/server-sent-events.html */
export const eventStreamType = 'text/event-stream'

/** So that no proxy gathers what is meant for now; nginx asks for the second. */
export const eventStreamHeaders = { 'cache-control': 'private, no-store, no-transform', 'x-accel-buffering': 'no' } as const

/** What happened, and where to resume after it. Its data are one line, as JSON always is. */
export function message (id: string, data: string): string {
  return `id: ${id}\ndata: ${data}\n\n`
}

/** Where to resume from now on: a reader notes it and is told of nothing. */
export function placeReached (id: string): string {
  return `id: ${id}\n\n`
}

/** What every reader passes over; it shows that the connection lives. */
export function comment (text: string): string {
  return `: ${text}\n\n`
}

/** How long a reader should wait before it connects again, in milliseconds. */
export function reconnectAfter (ms: number): string {
  return `retry: ${ms}\n\n`
}
