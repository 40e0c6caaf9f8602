import { sql } from '../../platform/database/drizzle.ts'
import type { Queryable } from '../../platform/database/database.ts'
import { partnerships } from '../partnerships/tables.ts'
import type { Place } from './queries.ts'
import { eventSeals } from './tables.ts'

export interface Head extends Place { readonly partnershipId: string }

/** How far each partnership's sequence has come. */
export async function findAllHeads (db: Queryable): Promise<Head[]> {
  return await db.rows<Head>(sql`select ${partnerships.id} as "partnershipId", head.sequence as sequence, encode(head.hash, 'hex') as hash from ${partnerships}
    join lateral (select ${eventSeals.sequence} as sequence, ${eventSeals.hash} as hash from ${eventSeals} where ${eventSeals.partnershipId} = ${partnerships.id} order by ${eventSeals.sequence} desc limit 1) as head on true`)
}

/** The hash at a place of the sequence; undefined where there is none. */
export async function findHashAt (db: Queryable, partnershipId: string, sequence: number): Promise<string | undefined> {
  return (await findHashes(db, partnershipId, [sequence])).get(sequence)
}

export async function findHashes (db: Queryable, partnershipId: string, sequences: readonly number[]): Promise<Map<number, string>> {
  const places = await db.rows<Place>(sql`select ${eventSeals.sequence} as sequence, encode(${eventSeals.hash}, 'hex') as hash
    from ${eventSeals} where ${eventSeals.partnershipId} = ${partnershipId} and ${eventSeals.sequence} = any(${sql.param(sequences)}::bigint[])`)
  return new Map(places.map(({ sequence, hash }) => [sequence, hash]))
}
