import { columns, json } from './floor-payload.ts'

/** One statement, prepared under its name on each connection. */
export interface Statement { readonly name: string, readonly text: string }

const from = 'from actions a join agencies g on g.partnership_id = a.partnership_id and g.id = a.owner_agency_id'
const one = `${from} where a.partnership_id = $1 and a.id = $2`
const page = `${from} where a.partnership_id = $1 and a.owner_agency_id = $2 and a.status = $3`
const beyond = 'and (a.due_on, a.id) > ($4, $5)'
const inOrder = 'order by a.due_on, a.id limit 50'

export const reads = {
  one: { name: 'one', text: `select ${columns} ${one}` },
  oneAsJson: { name: 'one-json', text: `select ${json}::text as body ${one}` },
  page: { name: 'page', text: `select ${columns} ${page} ${inOrder}` },
  pageAsJson: { name: 'page-json', text: pageAsJson('') },
  deep: { name: 'deep', text: `select ${columns} ${page} ${beyond} ${inOrder}` },
  deepAsJson: { name: 'deep-json', text: pageAsJson(beyond) },
  summary: {
    name: 'summary', text: `select owner_agency_id as "ownerAgencyId", status, count(*)::integer as actions, count(*) filter (where status not in ('completed', 'closed_not_delivered') and due_on < current_date)::integer as overdue
    from actions where partnership_id = $1 group by owner_agency_id, status`
  }
} as const satisfies Record<string, Statement>

function pageAsJson (after: string): string {
  return `select json_build_object('data', coalesce(json_agg(body), '[]'), 'nextCursor', max(cursor))::text as body
    from (select ${json} as body, a.due_on || ',' || a.id as cursor ${page} ${after} ${inOrder}) as found`
}

const event = '(partnership_id, id, type, subject_type, subject_id, actor_kind, actor_id, agency_id, occurred_at, request_id, before, after)'

/** $1 partnership, $2 action, $3 version, $4 percent complete, $5 event, $6 person, $7 request */
export const change: Statement = {
  name: 'change',
  text: `with changed as (
      update actions as new set percent_complete = $4, version = new.version + 1, updated_at = now() from actions as old
      where new.partnership_id = $1 and new.id = $2 and new.version = $3 and old.partnership_id = $1 and old.id = $2
      returning new.*, old.percent_complete as was),
    recorded as (insert into events ${event}
      select partnership_id, $5::uuid, 'action.updated', 'action', id, 'person', $6::uuid, owner_agency_id, updated_at, $7,
        jsonb_build_object('percentComplete', was), jsonb_build_object('percentComplete', percent_complete) from changed)
    select ${columns} from changed a join agencies g on g.partnership_id = a.partnership_id and g.id = a.owner_agency_id`
}

/**
 * $1 partnership, $2 recommendation, $3 action, $4 title, $5 description, $6 owner agency, $7 priority, $8 due date,
 * $9 lead person, $10 supporting agency, $11 event, $12 person, $13 request, $14 idempotency key, $15 hash of the request
 */
export const create: Statement = {
  name: 'create',
  text: `with counted as (
      update recommendations set actions_minted = actions_minted + 1 where partnership_id = $1 and id = $2 returning *),
    added as (insert into actions (partnership_id, id, reference, title, description, priority, owner_agency_id, supporting_agency_ids, recommendation_ids, lead_person_id, due_on, original_due_on, created_at, updated_at)
      select c.partnership_id, $3, r.reference || '/' || c.reference || '/A' || c.actions_minted, $4, $5, $7, $6, array[$10::uuid], array[c.id], $9, $8::date, $8::date, now(), now()
      from counted c join reviews r on r.partnership_id = c.partnership_id and r.id = c.review_id returning *),
    answering as (insert into action_recommendations (partnership_id, action_id, recommendation_id) select partnership_id, id, $2 from added),
    supporting as (insert into action_supporting_agencies (partnership_id, action_id, agency_id) select partnership_id, id, $10 from added),
    recorded as (insert into events ${event}
      select partnership_id, $11, 'action.created', 'action', id, 'person', $12::uuid, owner_agency_id, created_at, $13, null, to_jsonb(added) from added),
    shown as (select ${columns} from added a join agencies g on g.partnership_id = a.partnership_id and g.id = a.owner_agency_id),
    kept as (insert into idempotency_keys (partnership_id, principal_id, method, path, key, request_hash, status, headers, body, created_at)
      select partnership_id, $12, 'POST', '/v1/actions', $14, $15, 201, jsonb_build_object('location', '/v1/actions/' || added.id, 'version', 1), to_jsonb(shown), now() from added, shown)
    select * from shown`
}
