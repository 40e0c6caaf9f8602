import { sql, SQL, StringChunk } from './drizzle.ts'
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

/** What stands between one write and the next: each but the last has a name, which nobody uses. */
function joint (index: number, last: number): StringChunk {
  if (index === last) return new StringChunk(') ')
  return new StringChunk(index === 0 ? 'with "write0" as (' : `), "write${index}" as (`)
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
    const last = this.#queries.length - 1
    if (last === 0) return this.#queries[0] ?? sql``
    return new SQL(this.#queries.flatMap((query, index) => [joint(index, last), query]))
  }
}
