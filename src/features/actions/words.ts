import { sql } from '../../platform/database/drizzle.ts'
import type { SQL, SQLWrapper } from 'drizzle-orm'

/** Are these words in a title or description? As the index of texts has it (tables.ts). */
export function fitWords (title: SQLWrapper, description: SQLWrapper, words: string): SQL {
  return sql`to_tsvector('english', ${title} || ' ' || coalesce(${description}, '')) @@ websearch_to_tsquery('english', ${words})`
}
