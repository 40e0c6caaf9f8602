import type { Client } from 'pg'

const worked = ['_private_jobs', '_private_job_queues', '_private_tasks', '_private_known_crontabs']

/** The running role adds and works jobs; the queue's tables stay the owner's, whose row-level security lets no other role in by itself. */
export async function grantJobsTo (client: Client, role: string): Promise<void> {
  const name = client.escapeIdentifier(role)
  const tables = worked.map((table) => `graphile_worker.${table}`).join(', ')
  await client.query(`
    grant usage on schema graphile_worker to ${name};
    grant select on all tables in schema graphile_worker to ${name};
    grant insert, update, delete on ${tables} to ${name}`)
  for (const table of await closedTables(client)) {
    await client.query(`create policy running_role on graphile_worker.${client.escapeIdentifier(table)} using (true) with check (true)`)
  }
}

async function closedTables (client: Client): Promise<string[]> {
  const { rows } = await client.query<{ name: string }>(`select relname as name from pg_class
    where relnamespace = 'graphile_worker'::regnamespace and relkind = 'r' and relrowsecurity
      and not exists (select from pg_policy where polrelid = pg_class.oid and polname = 'running_role')`)
  return rows.map(({ name }) => name)
}
