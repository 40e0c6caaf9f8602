import { sql } from '../../platform/database/drizzle.ts'
import type { LocalDate } from '../../domain/local-date.ts'
import { normalAddress } from '../../domain/reminder-recipients.ts'
import type { Directory, ListedAgency, ListedPerson } from '../../domain/reminder-recipients.ts'
import type { Queryable } from '../../platform/database/database.ts'
import { pick } from '../../platform/database/sql.ts'
import { agencies } from '../agencies/tables.ts'
import { people } from '../people/tables.ts'
import { failedAddresses } from './tables.ts'

/** Everyone of a partnership who can be written to: some hundreds, read together once for a whole run. */
export async function readDirectory (db: Queryable, partnershipId: string, today: LocalDate): Promise<Directory> {
  const [persons, agencyRows, failed] = await Promise.all([
    db.rows<ListedPerson>(sql`select ${pick(people, 'id', 'email', 'role', 'agencyId', 'deputyId', 'active')} from ${people} where ${people.partnershipId} = ${partnershipId} order by ${people.id}`),
    db.rows<ListedAgency>(sql`select ${pick(agencies, 'id', 'email', 'escalationEmail', 'validFrom', 'validTo', 'successorId')} from ${agencies} where ${agencies.partnershipId} = ${partnershipId}`),
    db.rows<{ address: string }>(sql`select ${pick(failedAddresses, 'address')} from ${failedAddresses} where ${failedAddresses.partnershipId} = ${partnershipId}`)
  ])
  return {
    people: byId(persons),
    agencies: byId(agencyRows),
    failedAddresses: new Set(failed.map(({ address }) => normalAddress(address))),
    today
  }
}

function byId<Row extends { id: string }> (rows: readonly Row[]): Map<string, Row> {
  return new Map(rows.map((row) => [row.id, row]))
}
