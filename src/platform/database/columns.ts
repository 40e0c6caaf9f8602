import { check, customType, foreignKey, primaryKey, sql, timestamp, uuid } from './drizzle.ts'
import type { SQL } from 'drizzle-orm'
import type { AnyPgColumn, CheckBuilder, ForeignKeyBuilder, PrimaryKeyBuilder } from 'drizzle-orm/pg-core'

/** What every table of a partnership begins with: the tenant leads its key, its foreign keys and its indexes. */
export const identity = () => ({
  partnershipId: uuid().notNull(),
  id: uuid().notNull()
})

/** Instants are UTC, to the millisecond that the service's clock gives. */
export const instant = () => timestamp({ withTimezone: true, precision: 3, mode: 'string' })

/** Text as it is searched: its words, without their endings. */
export const words = customType<{ data: string }>({ dataType: () => 'tsvector' })

/** What every resource that can be changed carries; the version is the ground of its ETag. */
export const written = () => ({
  createdAt: instant().notNull(),
  updatedAt: instant().notNull()
})

interface Identified { partnershipId: AnyPgColumn, id: AnyPgColumn }

export function tenantKey (table: Identified): PrimaryKeyBuilder {
  return primaryKey({ columns: [table.partnershipId, table.id] })
}

/** A reference within the partnership: one to another partnership's row cannot be stored. */
export function within (name: string, partnershipId: AnyPgColumn, column: AnyPgColumn, target: () => Identified): ForeignKeyBuilder {
  return foreignKey({
    name,
    columns: [partnershipId, column],
    get foreignColumns () { const { partnershipId, id } = target(); return [partnershipId, id] as [AnyPgColumn, AnyPgColumn] }
  })
}

/** The column holds one of the domain's closed list, or null. */
export function oneOf (name: string, column: AnyPgColumn, list: readonly string[]): CheckBuilder {
  return check(name, inlined(sql`${column} in ${list}`))
}

/** A rule of the database itself, with its values written out. */
export function rule (name: string, condition: SQL): CheckBuilder {
  return check(name, inlined(condition))
}

function inlined (condition: SQL): SQL {
  return condition.inlineParams()
}
