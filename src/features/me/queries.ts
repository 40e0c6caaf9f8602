import { sql } from '../../platform/database/drizzle.ts'
import type { Caller } from '../../domain/permission.ts'
import type { Queryable } from '../../platform/database/database.ts'
import { agencies } from '../agencies/tables.ts'
import { partnerships } from '../partnerships/tables.ts'

/** Where the caller belongs; the agency's columns are null for a coordinator's service key. */
export interface Belonging {
  readonly agencyCode: string | null
  readonly agencyName: string | null
  readonly partnershipCode: string
  readonly partnershipName: string
  readonly timeZone: string
}

export async function findBelonging (db: Queryable, { partnershipId, agencyId }: Caller): Promise<Belonging> {
  const [row] = await db.rows<Belonging>(sql`
    select ${agencies.code} as "agencyCode", ${agencies.name} as "agencyName",
      ${partnerships.code} as "partnershipCode", ${partnerships.name} as "partnershipName", ${partnerships.timeZone} as "timeZone"
    from ${partnerships}
    left join ${agencies} on ${agencies.partnershipId} = ${partnerships.id} and ${agencies.id} = ${agencyId}
    where ${partnerships.id} = ${partnershipId}`)
  if (row === undefined) throw new Error('The caller is of a partnership that is not there.')
  return row
}
