import { createPartnership } from '../../src/features/partnerships/commands.ts'
import { systemCaller } from '../../src/features/system-caller.ts'
import { actAs } from '../../src/features/work.ts'
import { newId } from '../../src/platform/ids.ts'
import type { Services } from '../../src/services.ts'
import type { Ask } from './owner.ts'

/** A partnership with so many actions, each with a lead of its own or shared among so many, all overdue by so many days; its one agency has both addresses. */
export async function plantOverdueActions (services: Services, ask: Ask, { actions, daysOverdue, leads = actions }: { actions: number, daysOverdue: number, leads?: number }): Promise<string> {
  const partnershipId = newId()
  const coordinator = { name: 'A coordinator', email: 'coordinator@partnership.example' }
  const acting = { by: systemCaller(partnershipId), timeZone: 'Europe/London', requestId: 'test' }
  const { businessUnit } = await actAs(services, acting, async (work) => await createPartnership(work, { code: 'test', name: 'A partnership', coordinator }))
  await ask("update agencies set email = 'duty@unit.example', escalation_email = 'director@unit.example' where id = $1", [businessUnit.id])
  await ask(`with review as (insert into reviews (partnership_id, id, reference, title, kind, created_at, updated_at) values ($1, gen_random_uuid(), 'REVIEW', 'A review', 'rapid_review', now(), now()) returning id),
    recommendation as (insert into recommendations (partnership_id, id, review_id, reference, text, created_at, updated_at) select $1, gen_random_uuid(), id, 'R1', 'Do better.', now(), now() from review returning id),
    lead as (insert into people (partnership_id, id, agency_id, name, email, role, created_at, updated_at)
      select $1, gen_random_uuid(), $2, 'A lead', 'lead' || n || '@unit.example', 'contributor', now(), now() from generate_series(1, $3::int) n returning id)
    insert into actions (partnership_id, id, reference, title, priority, owner_agency_id, lead_person_id, recommendation_ids, due_on, original_due_on, created_at, updated_at)
    select $1, gen_random_uuid(), 'REVIEW/R1/A' || row_number() over (), 'An action', 'high', $2, lead.id, array[recommendation.id], current_date - $4::int, current_date - $4::int, now(), now() from lead, recommendation, generate_series(1, $5::int / $3::int)`,
  [partnershipId, businessUnit.id, leads, daysOverdue, actions])
  return partnershipId
}
