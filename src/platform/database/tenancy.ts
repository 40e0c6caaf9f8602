import { AsyncLocalStorage } from 'node:async_hooks'
import type { ClientBase } from 'pg'

/**
 * The second wall between partnerships; the first is the `where` of every query.
 * Row-level security (row-security.ts) shows a session the rows of the partnership
 * that its setting `app.partnership_id` names, all of them where it is `*`, and none
 * where it says nothing. What is done for a caller is done within his partnership;
 * what serves no caller yet, such as looking up a key, or all of them, such as
 * sealing events, is not.
 */
const scope = new AsyncLocalStorage<string>()

const all = '*'

/** Does something, and all that it begins, within one partnership: a query that forgets its `where` finds nothing of another. */
export function within<Result> (partnershipId: string, work: () => Result): Result {
  return scope.run(partnershipId, work)
}

/** Does something for all of them, whoever's request began it: a loop that a first listener starts goes on for the next. */
export function everywhere<Result> (work: () => Result): Result {
  return scope.exit(work)
}

/** Where what is asked now is asked: the id of a partnership, or `*`. */
export function currentScope (): string {
  return scope.getStore() ?? all
}

/** What a connection was last told, and whether it heard. */
export interface Told { readonly scope: string, fault: Error | undefined }

const told = new WeakMap<ClientBase, Told>()

/**
 * What a connection must be told before a question of this scope; `said` is
 * undefined when it knows already, as it does while one partnership is asking. It
 * is told in the same packet, so that no round trip is added.
 */
export function tell (client: ClientBase, scope: string): { told: Told, said: undefined | { name: string, text: string, values: string[] } } {
  const last = told.get(client)
  if (last !== undefined && last.scope === scope && last.fault === undefined) return { told: last, said: undefined }
  const now: Told = { scope, fault: undefined }
  told.set(client, now)
  return { told: now, said: { name: 'scope', text: "select set_config('app.partnership_id', $1, false)", values: [scope] } }
}
