import { agencyCount } from './seeded.ts'

/** What is decided of each action, once, for its row, its links and its milestones alike. */
export function plan (actions: number, recommendations: number): string {
  return `
  create temporary table plan on commit drop as
  select rolled.*, due_on - 60 as first_milestone_on, due_on - 14 as last_milestone_on,
    ended or (due_on - 60 < current_date and pg_temp.chance(n, 5, 10) < 9) as first_reached,
    ended or (due_on - 14 < current_date and pg_temp.chance(n, 5, 10) < 8) as last_reached
  from (
    select chosen.*, status in ('completed', 'closed_not_delivered') as ended,
      current_date + pg_temp.chance(n, 3, 600) - case when status in ('completed', 'closed_not_delivered') then 620 else 60 end as due_on
    from (
      select n, n % ${recommendations} as recommendation, n / ${recommendations} + 1 as number, pg_temp.chance(n, 1, ${agencyCount}) as owner,
        now() - interval '3 years' * (${actions} - n) / ${actions} as created_at,
        case when roll < 25 then 'not_started' when roll < 65 then 'in_progress' when roll < 70 then 'paused'
          when roll < 80 then 'awaiting_sign_off' when roll < 95 then 'completed' else 'closed_not_delivered' end as status
      from generate_series(0, ${actions - 1}) as n, lateral (select pg_temp.chance(n, 2, 100) as roll) as die
    ) as chosen
  ) as rolled`
}

/** One row in ten is at risk, one in twenty has no lead; most are open, some of those overdue. */
export function actionRows (partnershipId: string): string {
  return `
  insert into actions (partnership_id, id, reference, title, description, themes, priority, owner_agency_id, supporting_agency_ids, recommendation_ids,
    lead_person_id, status, confidence, impact, due_on, original_due_on, started_on, submitted_on, submitted_by_id, submitted_by_agency_id,
    owner_agency_id_when_submitted, completed_on, closed_on, resume_on, closure_reason, assurance, percent_complete, external_reference,
    milestones_total, milestones_completed, open_milestones_due_on, next_milestone_due_on, evidence_submitted, evidence_accepted, created_at, updated_at)
  select '${partnershipId}', pg_temp.seeded('action', n), r.reference_of_review || '/' || r.reference || '/A' || number,
    'Name senior officers for number ' || n || ' and publish an escalation ladder',
    'The agency names the officers who answer for it, publishes how a concern climbs to them and within how many working days, and shows after six months by an audit of twenty cases that concerns were heard in time. Number ' || n || '.',
    r.themes, (array['high', 'medium', 'medium', 'low'])[1 + n % 4], owned.by, ${supporters}, array[r.id],
    case when n % 20 > 0 then ${lead} end, status, (array['on_track', 'on_track', 'on_track', 'on_track', 'on_track', 'on_track', 'on_track', 'on_track', 'at_risk', 'off_track'])[1 + n % 10],
    case when status = 'completed' then (array['not_yet_assessed', 'early_signs', 'evidenced', 'sustained'])[1 + n % 4] else 'not_yet_assessed' end,
    due_on, due_on, case when status <> 'not_started' then due_on - 120 end,
    case when submitted then due_on - 3 end, case when submitted then ${lead} end, case when submitted then owned.by end, case when submitted then owned.by end,
    case when status = 'completed' then due_on end, case when status = 'closed_not_delivered' then due_on end, case when status = 'paused' then current_date + 30 end,
    case status when 'completed' then 'delivered' when 'closed_not_delivered' then 'superseded' end, case when status = 'completed' then 'before_this_service' end,
    case when ended then 100 else n % 100 end, case when n % 2 = 0 then 'EXT-' || n end,
    2, first_reached::integer + last_reached::integer, still_open, still_open[1], case when submitted then 1 else 0 end, case when status = 'completed' then 2 else 0 end,
    created_at, created_at + (now() - created_at) * pg_temp.chance(n, 6, 100) / 100
  from plan
  join (select n as of, recommendations.id, recommendations.reference, recommendations.themes, reviews.reference as reference_of_review from recommendations
    join reviews on reviews.partnership_id = recommendations.partnership_id and reviews.id = review_id,
    lateral (select ('x' || right(recommendations.id::text, 12))::bit(48)::bigint as n) as numbered) as r on r.of = plan.recommendation,
  lateral (select pg_temp.seeded('agency', owner) as by) as owned,
  lateral (select status in ('awaiting_sign_off', 'completed') as submitted,
    array_remove(array[case when not first_reached then first_milestone_on end, case when not last_reached then last_milestone_on end], null) as still_open) as derived
  order by n`
}

const supporter = `pg_temp.seeded('agency', (owner + 1 + n % 7) % ${agencyCount})`
const supporters = `case when n % 10 < 6 then array[${supporter}] else '{}'::uuid[] end`
const lead = 'pg_temp.seeded(\'person\', owner * 4 + n % 3)'

export const linkRows = [
  (partnershipId: string) => `insert into action_recommendations (partnership_id, action_id, recommendation_id)
    select '${partnershipId}', pg_temp.seeded('action', n), pg_temp.seeded('recommendation', recommendation) from plan order by n`,
  (partnershipId: string) => `insert into action_supporting_agencies (partnership_id, action_id, agency_id)
    select '${partnershipId}', pg_temp.seeded('action', n), ${supporter} from plan where n % 10 < 6 order by n`,
  (partnershipId: string) => `insert into action_themes (partnership_id, action_id, theme)
    select '${partnershipId}', id, theme from actions cross join unnest(themes) as theme where partnership_id = '${partnershipId}' order by id`
]

export function milestoneRows (partnershipId: string): string {
  return `
  insert into milestones (partnership_id, id, action_id, title, due_on, completed_on, created_at, updated_at)
  select '${partnershipId}', pg_temp.seeded('milestone', n * 2 + step), pg_temp.seeded('action', n), (array['The officers are named', 'The audit is done'])[step + 1], m.due_on,
    case when m.reached then least(m.due_on, current_date) end, created_at, created_at
  from plan, lateral (values (0, first_milestone_on, first_reached), (1, last_milestone_on, last_reached)) as m (step, due_on, reached)
  order by n, step`
}
