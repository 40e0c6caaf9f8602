import type { Client } from 'pg'

/**
 * Whose rows a session sees: those of the partnership that it was told, or all.
 * Compared as text, since an equality of ids would take part in the planner's
 * reckoning of every join; and within coalesce, of which PostgreSQL expects that it
 * lets one half of a table through: of the bare comparison it expects a hundredth,
 * and plans large tables as if they were small (decision 34).
 */
function isWithin (owner: string): string {
  return `coalesce(current_setting('app.partnership_id', true) in (${owner}::text, '*'), false)`
}

/**
 * Puts every table of the partnerships under row-level security, for its owner as
 * well: told nothing, a session sees nothing. Run after each migration, so that a
 * new table has its wall without anybody thinking of it. The condition is also the
 * policy's comment: where that is another one, the policy is made anew.
 */
export async function wallOff (client: Client): Promise<void> {
  const { rows } = await client.query<{ table: string, owner: string, condition: string | null }>(`
    select relname as table, attname as owner, obj_description(pg_policy.oid, 'pg_policy') as condition
    from pg_class
      join pg_attribute on attrelid = pg_class.oid and attname = case relname when 'partnerships' then 'id' else 'partnership_id' end
      left join pg_policy on polrelid = pg_class.oid and polname = 'within_partnership' and relrowsecurity and relforcerowsecurity
    where relnamespace = 'public'::regnamespace and relkind in ('r', 'p')
    order by relname`)
  for (const { table, owner, condition } of rows) {
    if (condition !== isWithin(owner)) await makePolicy(client, client.escapeIdentifier(table), isWithin(owner))
  }
}

// One message is one transaction: nobody meets the table without its policy.
async function makePolicy (client: Client, table: string, condition: string): Promise<void> {
  await client.query(`
    alter table ${table} enable row level security;
    alter table ${table} force row level security;
    drop policy if exists within_partnership on ${table};
    create policy within_partnership on ${table} using (${condition}) with check (${condition});
    comment on policy within_partnership on ${table} is ${client.escapeLiteral(condition)}`)
}
