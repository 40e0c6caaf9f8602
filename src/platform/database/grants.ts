import type { Client } from 'pg'
import { grantJobsTo } from '../jobs/grants.ts'

/** What was said and done is only ever added to. */
const appendOnly = ['events', 'event_seals', 'action_transitions', 'action_updates', 'action_comments', 'evidence_assessments', 'sign_offs', 'board_packs', 'board_pack_contents']
/** What is made from the events is made anew. Links are unmade when an action is changed; spent keys are swept, workers that are gone, faults of addresses that were mended, webhooks' deliveries that are old, sessions and sign-in links that nobody can use any more, identities that are let go of, and what was typed and has been given back. */
const deletable = ['action_versions', 'action_recommendations', 'action_supporting_agencies', 'action_themes', 'recommendation_repeats', 'idempotency_keys', 'worker_heartbeats', 'failed_addresses', 'webhook_deliveries', 'sessions', 'sign_in_links', 'identities', 'form_drafts', 'import_rows']

/** The running role disposes of nothing: that is the operator's, who comes as the owner (docs/decisions/0036). It reads, adds and changes; it owns nothing, and cannot alter what has happened. */
export async function grantTo (client: Client, role: string): Promise<void> {
  const name = client.escapeIdentifier(role)
  await makeRole(client, role)
  await client.query(`
    grant usage on schema public, drizzle to ${name};
    grant select on all tables in schema public, drizzle to ${name};
    grant insert, update on all tables in schema public to ${name};
    revoke update on ${appendOnly.join(', ')} from ${name};
    revoke insert, update on event_tombstones from ${name};
    grant delete on ${deletable.join(', ')} to ${name}`)
  await grantJobsTo(client, role)
}

// With one login for everything, the sessions of the service take on a role that cannot log in.
async function makeRole (client: Client, role: string): Promise<void> {
  const { rowCount } = await client.query('select from pg_roles where rolname = $1', [role])
  if (rowCount !== 0) return
  await client.query(`create role ${client.escapeIdentifier(role)} nologin`)
  await client.query(`grant ${client.escapeIdentifier(role)} to current_user`)
}
