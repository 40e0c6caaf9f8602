import type { TSchema } from '@sinclair/typebox'
import type { Cell, Column, ColumnKind } from '../formats/table.ts'

/** A column that is a field of what a list holds. */
export interface FieldColumn extends Column { readonly path: readonly string[] }

interface Shape {
  readonly type?: string | readonly string[]
  readonly format?: string
  readonly properties?: Readonly<Record<string, Shape>>
}

/**
 * The columns of a table, from the schema of what stands in its rows: named as the fields of the JSON are,
 * those of an object within as `delivery.total`. So they are documented where the fields are, and never another set.
 */
export function columnsOf (schema: TSchema, path: readonly string[] = []): FieldColumn[] {
  const { properties } = schema as Shape // a schema is JSON Schema
  if (properties !== undefined) return Object.entries(properties).flatMap(([name, inner]) => columnsOf(inner as TSchema, [...path, name]))
  const key = path.join('.')
  return [{ key, title: key, kind: kindOf(schema as Shape), path }]
}

/** The cells of what a list holds. Several values share a cell, with semicolons between them; what has parts of its own stands there as JSON. */
export function cellsOf (columns: readonly FieldColumn[], item: unknown): Cell[] {
  return columns.map(({ path }) => cellOf(path.reduce<unknown>((value, name) => (value as Record<string, unknown> | null | undefined)?.[name], item)))
}

function kindOf ({ type, format }: Shape): ColumnKind {
  const [kind] = [type].flat().filter((each) => each !== 'null')
  if (kind === 'integer' || kind === 'number') return 'number'
  if (kind === 'boolean') return 'boolean'
  return format === 'date' ? 'date' : format === 'date-time' ? 'instant' : 'text'
}

function cellOf (value: unknown): Cell {
  if (value === null || value === undefined) return null
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') return value
  if (!Array.isArray(value)) return JSON.stringify(value)
  if (value.length === 0) return null
  return value.some((each) => typeof each === 'object') ? JSON.stringify(value) : value.join('; ')
}
