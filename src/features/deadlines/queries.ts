import { sql } from '../../platform/database/drizzle.ts'
import type { DueDateStep } from '../../domain/deadline.ts'
import type { LocalDate } from '../../domain/local-date.ts'
import type { Queryable } from '../../platform/database/database.ts'
import { actionTransitions } from '../actions/tables.ts'
import { events } from '../events/tables.ts'
import { extensions } from '../extensions/tables.ts'

/** Something that happened to a due date, by whom; how it was set first is on the action itself. */
export interface DueDateStepRow extends DueDateStep {
  readonly at: string
  readonly proposedDueOn: LocalDate | null
  readonly reason: string | null
  readonly extensionId: string | null
  readonly byKind: 'person' | 'service'
  readonly byId: string
  readonly byAgencyId: string | null
}

/** All that happened to the due date of an action, in order and in one question: some few steps. A decided extension stands where it was decided. */
export async function findDueDateSteps (db: Queryable, partnershipId: string, actionId: string): Promise<DueDateStepRow[]> {
  return await db.rows<DueDateStepRow>(sql`
    select 'corrected' as kind, ${events.occurredAt} as at, ${events.id} as id, (${events.after} ->> 'dueOn')::date as "dueOnSet", null::date as "proposedDueOn",
      null::text as reason, null::uuid as "extensionId", ${events.actorKind} as "byKind", ${events.actorId} as "byId", ${events.agencyId} as "byAgencyId"
    from ${events} where ${events.partnershipId} = ${partnershipId} and ${events.subjectId} = ${actionId} and ${events.type} = 'action.due_date_changed'
    union all
    select 'reopened', ${actionTransitions.createdAt}, ${actionTransitions.id}, ${actionTransitions.dueOn}, null, ${actionTransitions.note}, null,
      case when ${actionTransitions.byPersonId} is null then 'service' else 'person' end, coalesce(${actionTransitions.byPersonId}, ${actionTransitions.byApiKeyId}), ${actionTransitions.byAgencyId}
    from ${actionTransitions} where ${actionTransitions.partnershipId} = ${partnershipId} and ${actionTransitions.actionId} = ${actionId} and ${actionTransitions.dueOn} is not null
    union all
    select 'extension_' || ${extensions.state}, coalesce(${extensions.decidedAt}, ${extensions.createdAt}), ${extensions.id},
      case when ${extensions.state} = 'agreed' then ${extensions.proposedDueOn} end, ${extensions.proposedDueOn},
      case when ${extensions.state} = 'requested' then ${extensions.reason} else ${extensions.decisionReason} end, ${extensions.id},
      case when ${extensions.decidedById} is null and ${extensions.byPersonId} is null then 'service' else 'person' end,
      coalesce(${extensions.decidedById}, ${extensions.byPersonId}, ${extensions.byApiKeyId}),
      case when ${extensions.decidedById} is null then ${extensions.byAgencyId} else ${extensions.decidedByAgencyId} end
    from ${extensions} where ${extensions.partnershipId} = ${partnershipId} and ${extensions.actionId} = ${actionId}
    order by at, id`)
}
