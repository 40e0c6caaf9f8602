import { sql } from '../../platform/database/drizzle.ts'
import { accessTypes } from '../../domain/event.ts'
import type { EventType } from '../../domain/event.ts'
import type { Caller } from '../../domain/permission.ts'
import type { Queryable } from '../../platform/database/database.ts'
import { agencies } from '../agencies/tables.ts'
import { apiKeys, people } from '../people/tables.ts'
import { events } from './tables.ts'
import { eventIsVisible } from './visibility.ts'

/** Who changed something, and which of its fields. */
export interface Change {
  readonly type: EventType
  readonly occurredAt: string
  /** The fields that the event names. */
  readonly fields: readonly string[]
  /** The person, or what the key is called. */
  readonly byName: string | null
  readonly agencyName: string | null
}

const most = 100

/** What was changed of a record since an instant, the latest last; also what is not sealed yet. */
export async function listChangesSince (db: Queryable, caller: Caller, subjectId: string, since: string): Promise<Change[]> {
  return await db.rows<Change>(sql`select type, "occurredAt", fields, "byName", "agencyName" from (
    select ${events.type} as type, ${events.occurredAt} as "occurredAt", ${events.writtenBy} as written_by, ${events.id} as id, coalesce(${people.name}, ${apiKeys.name}) as "byName", ${agencies.name} as "agencyName",
      array(select jsonb_object_keys(coalesce(${events.after}, '{}'::jsonb))) as fields
    from ${events}
      left join ${people} on ${people.partnershipId} = ${events.partnershipId} and ${people.id} = ${events.actorId}
      left join ${apiKeys} on ${apiKeys.partnershipId} = ${events.partnershipId} and ${apiKeys.id} = ${events.actorId}
      left join ${agencies} on ${agencies.partnershipId} = ${events.partnershipId} and ${agencies.id} = ${events.agencyId}
    where ${events.partnershipId} = ${caller.partnershipId} and ${events.subjectId} = ${subjectId} and ${events.occurredAt} > ${since}
      and ${events.type} <> all(${sql.param(accessTypes)}::text[]) and ${eventIsVisible(caller)}
    order by ${events.writtenBy} desc, ${events.id} desc limit ${most}) as latest order by written_by, id`)
}
