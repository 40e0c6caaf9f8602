import { createRequire } from 'node:module'
import type * as Casing from 'drizzle-orm/casing'
import type * as Drizzle from 'drizzle-orm'
import type { drizzle as openDrizzle } from 'drizzle-orm/node-postgres'
import type { migrate } from 'drizzle-orm/node-postgres/migrator'
import type * as PgCore from 'drizzle-orm/pg-core'

/*
 * The one door to drizzle's values; its types come from the package itself.
 * Its package.json lists 178 KB of entry points, which Node's loader of ES modules
 * parses anew for each of its six hundred modules: a second and 200 MB of every
 * start. Its CommonJS build, the same code, takes a tenth of both
 * (docs/decisions/0011).
 */

// drizzle-kit reads the tables in a form that has no import.meta; it runs in the project's folder.
const load = createRequire(import.meta.url ?? `${process.cwd()}/package.json`)

const drizzle = load('drizzle-orm') as typeof Drizzle
const core = load('drizzle-orm/pg-core') as typeof PgCore
const casing = load('drizzle-orm/casing') as typeof Casing

export const { Column, getTableColumns, getTableName, Name, Param, sql, SQL, StringChunk, Table } = drizzle
export type SQL<Value = unknown> = Drizzle.SQL<Value>
export type Column = Drizzle.Column
export type Param = Drizzle.Param
export type StringChunk = Drizzle.StringChunk
export type Table = Drizzle.Table

export const {
  bigint, boolean, check, customType, date, doublePrecision, foreignKey, index, integer, jsonb, PgColumn, PgDialect, pgTable,
  primaryKey, text, timestamp, unique, uniqueIndex, uuid
} = core
export type PgColumn = PgCore.PgColumn

export const { CasingCache } = casing

/** What applies migrations; most starts find none to apply, and do without it. */
export function loadMigrator (): { drizzle: typeof openDrizzle, migrate: typeof migrate } {
  return { ...load('drizzle-orm/node-postgres'), ...load('drizzle-orm/node-postgres/migrator') }
}
