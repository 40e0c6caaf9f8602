import { createHash } from 'node:crypto'
import { casing } from './column-names.ts'
import { Column, Name, Param, PgDialect, SQL, sql, StringChunk, Table } from './drizzle.ts'
import { Insertion } from './insertion.ts'

export interface Statement { name?: string, text: string, values: unknown[] }

/**
 * The text and values of a query; the name makes PostgreSQL plan each shape once
 * a connection. The ORM's own rendering of an action's 40 columns took longer
 * than PostgreSQL needs to read the row; this gives the same text (test/platform/sql.test.ts).
 */
export function render (query: SQL | Statement): Statement {
  if ('text' in query) return query
  const statement: Statement = { text: '', values: [] }
  append(statement, query)
  const name = nameOf(statement.text)
  if (name !== undefined) statement.name = name
  return statement
}

function append (to: Statement, chunk: unknown): void {
  if (chunk instanceof Insertion) chunk.appendTo(to)
  else if (chunk instanceof StringChunk) to.text += chunk.value.join('')
  else if (chunk instanceof SQL) for (const part of chunk.queryChunks) append(to, part)
  else if (chunk instanceof Column || chunk instanceof Table) to.text += nameInTextOf(chunk)
  else if (chunk instanceof Name) to.text += dialect.escapeName(chunk.value)
  else if (chunk instanceof Param) appendParameter(to, chunk)
  else if (Array.isArray(chunk)) appendList(to, chunk)
  else if (isSpecial(chunk)) appendByDialect(to, chunk)
  else if (chunk !== undefined) appendValue(to, chunk)
}

function appendParameter (to: Statement, { value, encoder }: Param): void {
  const mapped: unknown = value === null ? null : encoder.mapToDriverValue(value)
  if (mapped instanceof SQL) append(to, mapped)
  else appendValue(to, mapped)
}

function appendValue (to: Statement, value: unknown): void {
  to.values.push(value)
  to.text += `$${to.values.length}`
}

function appendList (to: Statement, list: readonly unknown[]): void {
  for (const [index, item] of list.entries()) {
    to.text += index === 0 ? '(' : ', '
    append(to, item)
  }
  to.text += list.length === 0 ? '()' : ')'
}

// Subqueries, aliases, views, enums: rare here, and the ORM knows them best.
function isSpecial (chunk: unknown): boolean {
  return typeof chunk === 'function' || (typeof chunk === 'object' && chunk !== null && 'getSQL' in chunk)
}

function appendByDialect (to: Statement, chunk: unknown): void {
  const { escapeName, escapeParam, escapeString } = dialect
  const { sql: text, params } = sql`${chunk}`.toQuery({ casing, escapeName, escapeParam, escapeString, paramStartIndex: { value: to.values.length } })
  to.text += text
  to.values.push(...params)
}

function nameInTextOf (named: Column | Table): string {
  const known = namesInText.get(named)
  if (known !== undefined) return known
  const { sql: text } = dialect.sqlToQuery(sql`${named}`)
  namesInText.set(named, text)
  return text
}

const dialect = new PgDialect({ casing: 'snake_case' })
const namesInText = new WeakMap<Column | Table, string>()

function nameOf (text: string): string | undefined {
  const known = names.get(text)
  if (known !== undefined || names.size >= mostPreparedShapes) return known
  const name = createHash('sha256').update(text).digest('base64url').slice(0, 22)
  names.set(text, name)
  return name
}

const names = new Map<string, string>()
// A list with every filter of its own is some hundred shapes; past this, a shape is simply not prepared.
const mostPreparedShapes = 300
