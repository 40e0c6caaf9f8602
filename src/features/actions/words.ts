import { sql } from '../../platform/database/drizzle.ts'
import type { SQL, SQLWrapper } from 'drizzle-orm'

/** What is searched of a title and a description; as actions hold it of theirs (tables.ts). */
export function wordsOf (title: SQLWrapper, description: SQLWrapper): SQL {
  return sql`to_tsvector('english', ${title} || ' ' || coalesce(${description}, ''))`
}

/**
 * Is what somebody looks for, typed as into a search box, among the words of a text? `coalesce` says to PostgreSQL that
 * it may be in many, of which it knows nothing under row-level security: a page is then read in its order up to where it
 * is full, at once for a word that many texts have, and at worst in one pass.
 */
export function fitWords (words: SQLWrapper, wanted: string): SQL {
  return sql`coalesce(${words} @@ (select websearch_to_tsquery('english', ${wanted})), false)` // what is wanted is read once, not with each row
}
