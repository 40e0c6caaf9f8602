import type { Client, FetchOptions } from 'openapi-fetch'
import type { paths } from './openapi.js'

export type { components, operations, paths } from './openapi.js'

export interface ClientSettings {
  /** Where the service is, without `/v1`: `https://follow-through.example.gov.uk`. */
  readonly baseUrl: string
  /** An API key, or an access token of the sign-in service. */
  readonly token: string
  /** How often a request is repeated before its failure is yours (5). 0: never. */
  readonly retries?: number
}

/**
 * A client whose paths, parameters, bodies and answers are those of `openapi.yaml`.
 *
 * Beside `GET`, `POST`, `PUT`, `PATCH` and `DELETE` (of openapi-fetch, which
 * answer `{ data, error, response }`) it has `all` and `update`. Every POST
 * carries an `Idempotency-Key`, so that it can be repeated: what fails on the
 * way, and 429 and 503, are repeated with growing, spread waits, or after what
 * `Retry-After` asks for. A PATCH is repeated only on 429.
 */
export function createClient (settings: ClientSettings): FollowThroughClient

/** What an answer is taken for where it may be several things: lists and reports are JSON unless `format` and `parseAs` ask for the file. */
type Expected = 'application/json' | 'application/problem+json' | 'application/pdf' | 'text/calendar' | 'text/plain' | `image/${string}`

export interface FollowThroughClient extends Client<paths, Expected> {
  /**
   * Everything in a list, page after page: `for await (const action of client.all('/v1/actions', …))`.
   * Of `/v1/events` all that there is now. Throws a {@link ProblemError}.
   */
  all<Path extends ListPath> (path: Path, init?: FetchOptions<Get<Path>>): AsyncIterableIterator<ItemOf<Path>>
  /**
   * Reads, asks `change` for a merge patch and sends it with the ETag of what was
   * read; when someone was faster, reads and asks again. Throws a {@link ProblemError}.
   */
  update<Path extends ChangeablePath, const Change extends ChangeOf<Path>> (path: Path, params: ParametersOf<Path>, change: (current: DataOf<Path>) => Only<Change, ChangeOf<Path>> | Promise<Only<Change, ChangeOf<Path>>>): Promise<DataOf<Path>>
}

/** The data of an answer; throws a {@link ProblemError} when there is none: `await orThrow(client.GET('/v1/me'))`. */
export function orThrow<Answer extends { data?: unknown, error?: unknown, response: Response }> (answer: Answer | Promise<Answer>): Promise<NonNullable<Answer['data']>>

/** The service refused: `problem` is its problem document (RFC 9457), if it had one. */
export class ProblemError extends Error {
  readonly status: number
  readonly problem: { readonly type: string, readonly title: string, readonly detail?: string, readonly instance: string, readonly errors?: ReadonlyArray<{ readonly pointer: string, readonly detail: string }> } | undefined
}

type Json<Answer> = Answer extends { content: { 'application/json': infer Body } } ? Body : never
type Get<Path extends keyof paths> = paths[Path] extends { get: infer Operation extends Record<string | number, unknown> } ? Operation : never
type DataOf<Path extends keyof paths> = Get<Path> extends { responses: { 200: infer Answer } } ? Json<Answer> : never

type ListPath = { [Path in keyof paths]: DataOf<Path> extends { data: readonly unknown[], nextCursor: string | null } ? Path : never }[keyof paths]
type ItemOf<Path extends ListPath> = DataOf<Path> extends { data: ReadonlyArray<infer Item> } ? Item : never

type ChangeablePath = { [Path in keyof paths]: paths[Path] extends { get: object, patch: object } ? Path : never }[keyof paths]
type ChangeOf<Path extends ChangeablePath> = paths[Path] extends { patch: { requestBody: { content: { 'application/merge-patch+json': infer Change } } } } ? Change : never
/** A change with no field that there is not: of a type that is inferred the compiler would not say so by itself, nor, but for the '', of one that has no other field. */
type Only<Change, Allowed> = Change & { readonly [Other in Exclude<keyof Change, keyof Allowed> | '']?: never }
type ParametersOf<Path extends ChangeablePath> = Get<Path> extends { parameters: { path: infer Names } } ? { path: Names } : Record<string, never>
