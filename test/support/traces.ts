import { sql } from '../../src/platform/database/drizzle.ts'
import type { Database } from '../../src/platform/database/database.ts'

/** Every table of the service and of its queue in which a row holds one of these words, in whatever case. */
export async function tablesHolding (db: Database, words: readonly string[]): Promise<string[]> {
  const tables = await db.rows<{ schema: string, name: string }>(sql`select schemaname as schema, tablename as name from pg_tables where schemaname in ('public', 'graphile_worker') order by 1, 2`)
  const pattern = words.map((word) => word.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')).join('|')
  const found: string[] = []
  for (const { schema, name } of tables) {
    const rows = await db.rows(sql`select from ${sql.identifier(schema)}.${sql.identifier(name)} as held where held::text ~* ${pattern} limit 1`)
    if (rows.length > 0) found.push(name)
  }
  return found
}
