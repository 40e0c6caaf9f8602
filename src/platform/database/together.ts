import { sql } from './drizzle.ts'
import type { SQL } from 'drizzle-orm'
import type { PgTable } from 'drizzle-orm/pg-core'

/** A write that reads nothing but the rows it names by their keys, and how many those are. */
export interface PlainWrite { readonly table: PgTable, readonly kind: 'insert' | 'update', readonly count: number }

const plainWrites = new WeakMap<SQL, PlainWrite>()

/** Says of a write that it is plain: it may travel in one statement with others. */
export function plain (query: SQL, write: PlainWrite): SQL {
  plainWrites.set(query, write)
  return query
}

export function plainWriteOf (query: object): PlainWrite | undefined {
  return plainWrites.get(query as SQL) // whatever else it is, it is not in there
}

/**
 * Plain writes that were made in one breath, as one statement: each statement less
 * spares both sides a tenth of what a change costs. What is inserted is the same in
 * whatever order, since none of them looks at another's rows; a table that is
 * updated has no other write in the same statement.
 */
export class Together {
  readonly #queries: SQL[] = []
  readonly #writes: PlainWrite[] = []
  readonly answered: Promise<void>
  readonly resolve: () => void
  readonly reject: (error: unknown) => void

  constructor () {
    const { promise, resolve, reject } = Promise.withResolvers<void>()
    this.answered = promise
    this.resolve = resolve
    this.reject = reject
  }

  admits ({ table, kind }: PlainWrite): boolean {
    return this.#writes.every((other) => other.table !== table || (other.kind === 'insert' && kind === 'insert'))
  }

  add (query: SQL, write: PlainWrite): void {
    this.#queries.push(query)
    this.#writes.push(write)
  }

  get statement (): SQL {
    const [last = sql``, ...others] = this.#queries.toReversed()
    if (others.length === 0) return last
    const named = others.toReversed().map((query, index) => sql`${sql.identifier(`write${index}`)} as (${query})`)
    return sql`with ${sql.join(named, sql`, `)} ${last}`
  }
}
