import type { FastifyReply } from 'fastify'

/** What a change is answered with, before it is put on the wire. */
export interface Answer<Body = unknown> {
  /** 303: a page's form was carried out; `location` is the page to show now. */
  readonly status: 200 | 201 | 202 | 204 | 303
  readonly body: Body
  readonly location?: string
  /** The version of the resource answered; gives the ETag. */
  readonly version?: number
  /** Fields shown this once and stored nowhere: a replayed answer holds null in their place. */
  readonly secrets?: ReadonlyArray<keyof Body & string>
}

export function created<Body extends { id: string }> (collection: string, body: Body, version?: number): Answer<Body> {
  return { status: 201, body, location: `${collection}/${body.id}`, ...(version === undefined ? {} : { version }) }
}

/** For a record that has no address of its own: it is found in its collection. */
export function recorded<Body> (collection: string, body: Body): Answer<Body> {
  return { status: 201, body, location: collection }
}

export function changed<Body> (body: Body, version: number): Answer<Body> {
  return { status: 200, body, version }
}

export const gone: Answer<null> = { status: 204, body: null }

export async function sendAnswer (reply: FastifyReply, answer: Answer): Promise<FastifyReply> {
  reply.version = answer.version
  reply.code(answer.status)
  if (answer.location !== undefined) reply.header('location', answer.location)
  return await reply.send(answer.status === 204 || answer.status === 303 ? undefined : answer.body)
}

/** Sends what is JSON already; the schema has no part in it but as the promise that the tests hold it to. */
export async function sendJson (reply: FastifyReply, json: string): Promise<FastifyReply> {
  return await reply.type('application/json; charset=utf-8').send(json)
}

export function withoutSecrets (answer: Answer): unknown {
  if (answer.secrets === undefined || typeof answer.body !== 'object' || answer.body === null) return answer.body
  return { ...answer.body, ...Object.fromEntries(answer.secrets.map((name) => [name, null])) }
}
