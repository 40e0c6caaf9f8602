import { sql } from '../../platform/database/drizzle.ts'
import type { Role } from '../../domain/person.ts'
import type { Queryable } from '../../platform/database/database.ts'
import { actions } from '../actions/tables.ts'
import { agencies } from '../agencies/tables.ts'
import { measures } from '../measures/tables.ts'
import { partnerships } from '../partnerships/tables.ts'
import { people } from '../people/tables.ts'
import { recommendations } from '../recommendations/tables.ts'
import type { DigestFacts } from './digest.ts'
import type { MessageRow } from './delivery-queries.ts'
import { failedAddresses, reminders } from './tables.ts'

/** The promises of a message, with the little that may be told of each. */
export async function listDigestFacts (db: Queryable, { partnershipId, id }: Pick<MessageRow, 'partnershipId' | 'id'>): Promise<DigestFacts[]> {
  return await db.rows<DigestFacts>(sql`
    select ${reminders.id} as "reminderId", ${reminders.subjectType} as "subjectType", ${reminders.occurrence} as occurrence, ${reminders.rung} as rung, ${reminders.dueOn} as "dueOn",
      coalesce(${actions.reference}, ${recommendations.reference}) as reference, ${agencies.name} as "agencyName"
    from ${reminders}
    left join ${actions} on ${actions.partnershipId} = ${reminders.partnershipId} and ${actions.id} = ${reminders.actionId}
    left join ${measures} on ${reminders.subjectType} = 'observation' and ${measures.partnershipId} = ${reminders.partnershipId} and ${measures.id} = ${reminders.subjectId}
    left join ${recommendations} on ${recommendations.partnershipId} = ${measures.partnershipId} and ${recommendations.id} = ${measures.recommendationId}
    left join ${agencies} on ${agencies.partnershipId} = ${reminders.partnershipId} and ${agencies.id} = coalesce(${actions.ownerAgencyId}, ${measures.ownerAgencyId})
    where ${reminders.partnershipId} = ${partnershipId} and ${reminders.messageId} = ${id} and ${reminders.state} = 'planned'`)
}

export interface Addressee {
  readonly partnershipName: string
  readonly timeZone: string
  /** Null for an agency's mailbox. */
  readonly role: Role | null
}

export async function findAddressee (db: Queryable, { partnershipId, personId }: Pick<MessageRow, 'partnershipId' | 'personId'>): Promise<Addressee> {
  const [row] = await db.rows<Addressee>(sql`
    select ${partnerships.name} as "partnershipName", ${partnerships.timeZone} as "timeZone", ${people.role} as role
    from ${partnerships} left join ${people} on ${people.partnershipId} = ${partnerships.id} and ${people.id} = ${personId}::uuid where ${partnerships.id} = ${partnershipId}`)
  if (row === undefined) throw new Error('The partnership of a message is not there.') // a foreign key keeps it
  return row
}

// More than these are no longer a matter of single addresses.
const mostAddressesTold = 20

export async function listFailedAddresses (db: Queryable, partnershipId: string): Promise<string[]> {
  const rows = await db.rows<{ address: string }>(sql`select ${failedAddresses.address} as address from ${failedAddresses}
    where ${failedAddresses.partnershipId} = ${partnershipId} order by ${failedAddresses.since} desc limit ${mostAddressesTold}`)
  return rows.map(({ address }) => address)
}
