import type { Client } from 'pg'
import { getTableColumns, getTableName } from '../../src/platform/database/drizzle.ts'
import { casing } from '../../src/platform/database/column-names.ts'
import { actionVersions } from '../../src/features/action-versions/tables.ts'

const versionsOfAnAction = 10
/** One action in so many was given another title on its way. */
const oneRenamedOf = 20

/**
 * Gives the actions of a seeded plan a past of ten versions each over five years, as their events would have: the
 * last is how they stand. To be done by a superuser, since nobody else may write what has happened.
 */
export async function plantHistory (client: Client): Promise<void> {
  await client.query("set session_replication_role = replica; set synchronous_commit = off; set statement_timeout = 0; set timezone = 'UTC'")
  await client.query(`insert into events (partnership_id, id, type, subject_type, subject_id, actor_kind, occurred_at, request_id, after)
    select partnership_id, gen_random_uuid(), 'action.created', 'action', id, 'service', now() - interval '5 years', 'planted', jsonb_build_object('title', title, 'description', description) from actions`)
  await client.query(`insert into events (partnership_id, id, type, subject_type, subject_id, actor_kind, occurred_at, request_id, after)
    select partnership_id, gen_random_uuid(), 'action.updated', 'action', id, 'service', now() - interval '1 year', 'planted', jsonb_build_object('title', 'Formerly ' || title)
    from actions where hashtextextended(id::text, 7) % ${oneRenamedOf} = 0`)
  await client.query(versions)
  await client.query('insert into action_version_marks select id, pg_current_snapshot()::text from partnerships on conflict (partnership_id) do update set snapshot = excluded.snapshot')
  await client.query('analyze action_versions; analyze events')
}

const facts = Object.entries(getTableColumns(actionVersions)).map(([key, column]) => [key, casing.getColumnCasing(column)] as const)

/** Each holds for half a year; on its way the action was begun, and for a while its lead was less sure. */
const past: Readonly<Record<string, string>> = {
  validFrom: `actions.created_at + (now() - actions.created_at) * n / ${versionsOfAnAction}`,
  validTo: `case when n = ${versionsOfAnAction - 1} then 'infinity' else actions.created_at + (now() - actions.created_at) * (n + 1) / ${versionsOfAnAction} end`,
  titleToldBy: `case when n < ${versionsOfAnAction - 2} and renamed.id is not null then renamed.id else created.id end`,
  descriptionToldBy: 'created.id',
  status: `case when n = ${versionsOfAnAction - 1} then actions.status when n < 2 then 'not_started' else 'in_progress' end`,
  confidence: "(array['on_track', 'on_track', 'at_risk', 'off_track'])[1 + (n + hashtext(actions.reference) % 7 + 7) % 4]",
  version: 'n + 1',
  updatedAt: `actions.created_at + (now() - actions.created_at) * n / ${versionsOfAnAction}`
}

/** What an action has only once it has ended is not in its past. */
const atTheEnd = ['submittedOn', 'submittedById', 'submittedByAgencyId', 'ownerAgencyIdWhenSubmitted', 'completedOn', 'closedOn', 'resumeOn', 'closureReason', 'assurance', 'signOffId']

const versions = `insert into ${getTableName(actionVersions)} (${facts.map(([, name]) => name).join(', ')})
  select ${facts.map(([key, name]) => past[key] ?? (atTheEnd.includes(key) ? `case when n = ${versionsOfAnAction - 1} then actions.${name} end` : `actions.${name}`)).join(', ')}
  from actions cross join generate_series(0, ${versionsOfAnAction - 1}) as n
    join events as created on created.partnership_id = actions.partnership_id and created.subject_id = actions.id and created.type = 'action.created'
    left join events as renamed on renamed.partnership_id = actions.partnership_id and renamed.subject_id = actions.id and renamed.type = 'action.updated'`
