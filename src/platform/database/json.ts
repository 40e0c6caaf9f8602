import { PgColumn, sql, StringChunk } from './drizzle.ts'
import type { SQL } from 'drizzle-orm'

/** What each member of an object is made of. */
export interface Members { readonly [name: string]: PgColumn | Members }

/**
 * The members of a JSON object as PostgreSQL writes them, without its braces: one
 * text instead of a value for each column. A page of fifty actions is two thousand
 * values; to read each out of the wire and write it into the answer was most of
 * its cost (test/bench). json_build_object does the same at three times the price.
 */
export function jsonMembers (members: Members): SQL {
  return sql`concat(${sql.join(merged(partsOf(members)).map((part) => typeof part === 'string' ? literal(part) : part), sql`, `)})`
}

/**
 * Several values as one text, with a bar between: ids, days, numbers and words of
 * the domain's closed lists, in which there is no bar. Null is nothing at all.
 */
export function packed (...values: Array<PgColumn | SQL>): SQL {
  return sql`concat(${sql.join(values, sql`, '|', `)})`
}

export function unpacked (text: string): string[] {
  return text.split('|')
}

type Part = string | SQL

function partsOf (members: Members): Part[] {
  return Object.entries(members).flatMap(([name, value], index) => [`${index === 0 ? '' : ','}"${name}":`, ...valueOf(value)])
}

function valueOf (value: PgColumn | Members): Part[] {
  if (!(value instanceof PgColumn)) return ['{', ...partsOf(value), '}']
  if (isBare(value)) return [value.notNull ? sql`${value}` : sql`coalesce(${value}::text, 'null')`]
  if (isQuoted(value)) return value.notNull ? ['"', sql`${value}`, '"'] : [sql`coalesce('"' || ${value} || '"', 'null')`]
  return [value.notNull ? sql`to_json(${value})` : sql`coalesce(to_json(${value})::text, 'null')`]
}

function isBare (column: PgColumn): boolean {
  return ['number', 'boolean'].includes(column.dataType) && column.getSQLType() === 'integer'
}

// Nothing in them is ever escaped: ids, days, and words of the domain's closed lists.
function isQuoted (column: PgColumn): boolean {
  return ['uuid', 'date'].includes(column.getSQLType()) || (column.enumValues !== undefined && column.enumValues.length > 0)
}

function merged (parts: readonly Part[]): Part[] {
  const all: Part[] = []
  for (const part of parts) {
    const last = all.at(-1)
    if (typeof part === 'string' && typeof last === 'string') all[all.length - 1] = last + part
    else all.push(part)
  }
  return all
}

/** Names of members are constants of the code. */
function literal (text: string): SQL {
  return new StringChunk(`'${text.replaceAll("'", "''")}'`).getSQL()
}
