import type { Test } from 'tap'
import { checkAnswer } from './contract.ts'

export interface Reply {
  readonly status: number
  readonly headers: Headers
  readonly text: string
  /** The parsed body. Tests say what they expect of it, so it is not typed further. */
  // eslint-disable-next-line @typescript-eslint/no-explicit-any
  readonly body: any
}

export type Client = (method: string, path: string, body?: unknown, headers?: Record<string, string>) => Promise<Reply>

/** Asks over real HTTP, and holds every answer against the API's document. */
export function client (t: Test, address: string, token: string | undefined): Client {
  return async (method, path, body, headers = {}) => {
    const response = await fetch(`${address}${path}`, {
      method,
      redirect: 'manual',
      headers: {
        ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
        ...(body === undefined || body instanceof FormData ? {} : { 'content-type': 'application/json' }),
        ...headers
      },
      ...(body === undefined ? {} : { body: typeof body === 'string' || body instanceof FormData ? body : JSON.stringify(body) })
    })
    const text = await response.text()
    const reply = { status: response.status, headers: response.headers, text, body: parsed(response, text) }
    checkAnswer(t, method, path, reply)
    return reply
  }
}

function parsed (response: Response, text: string): unknown {
  return /json/.test(response.headers.get('content-type') ?? '') && text !== '' ? JSON.parse(text) : text
}
