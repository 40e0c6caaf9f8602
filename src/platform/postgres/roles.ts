import type { ClientBase } from 'pg'
import { databaseName, roles } from './secrets.ts'

export interface RolePasswords {
  readonly ownerPassword: string
  readonly appPassword: string
}

/** Makes the owner of the tables and the role that the service runs with, where missing; neither is a superuser, and the second owns nothing. */
export async function ensureRoles (client: ClientBase, passwords: RolePasswords): Promise<void> {
  await ensureRole(client, roles.owner, passwords.ownerPassword)
  await ensureRole(client, roles.app, passwords.appPassword)
}

/** Makes the database where missing, closed to every role but those two. */
export async function ensureDatabase (client: ClientBase): Promise<void> {
  const found = await client.query("select has_database_privilege('public', oid, 'connect') as open from pg_database where datname = $1", [databaseName])
  if (found.rowCount === 0) await client.query(`create database ${databaseName} owner ${roles.owner}`)
  if (found.rows[0]?.open === false) return
  // Both in one message, so in one transaction.
  await client.query(`revoke all on database ${databaseName} from public; grant connect on database ${databaseName} to ${roles.app}`)
}

async function ensureRole (client: ClientBase, name: string, password: string): Promise<void> {
  const found = await client.query('select from pg_roles where rolname = $1', [name])
  if (found.rowCount === 1) return
  await client.query(`create role ${name} login nosuperuser nocreatedb nocreaterole noreplication nobypassrls password ${client.escapeLiteral(password)}`)
}
