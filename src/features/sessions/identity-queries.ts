import { sql } from '../../platform/database/drizzle.ts'
import type { Queryable } from '../../platform/database/database.ts'
import { insertInto } from '../../platform/database/sql.ts'
import type { Transaction } from '../../platform/database/transaction.ts'
import { people } from '../people/tables.ts'
import { joinPerson, nested, whoComes } from './queries.ts'
import type { Flat, PersonAtDoor } from './queries.ts'
import { identities } from './tables.ts'

export type KnownPerson = PersonAtDoor

/** The people, in whichever partnerships, that an identity has been bound to. */
export async function findPeopleOf (db: Queryable, issuer: string, subject: string): Promise<KnownPerson[]> {
  const rows = await db.rows<Flat<KnownPerson>>(sql`select ${whoComes} from ${identities} ${joinPerson(identities)}
    where ${identities.issuer} = ${issuer} and ${identities.subject} = ${subject}`)
  return rows.map(nested)
}

/** The people with an address whom nobody has come in as yet. */
export async function findInvited (db: Queryable, email: string): Promise<KnownPerson[]> {
  const rows = await db.rows<Flat<KnownPerson>>(sql`select ${whoComes}
    from (select ${people.partnershipId} as partnership_id, ${people.id} as person_id from ${people}
      where lower(${people.email}) = lower(${email}) and ${people.active}
      and not exists (select from ${identities} where ${identities.partnershipId} = ${people.partnershipId} and ${identities.personId} = ${people.id})) as identities
    ${joinPerson(identities)}`)
  return rows.map(nested)
}

/** False when somebody else was bound to the person meanwhile, or the identity to somebody else of the partnership. */
export async function insertIdentity (tx: Transaction, row: typeof identities.$inferInsert): Promise<boolean> {
  return await tx.write(sql`${insertInto(identities, row)} on conflict do nothing`) === 1
}

/** Lets go of the identity of a person; false when there was none. */
export async function deleteIdentity (tx: Transaction, partnershipId: string, personId: string): Promise<string[]> {
  const rows = await tx.rows<{ id: string }>(sql`delete from ${identities} where ${identities.partnershipId} = ${partnershipId} and ${identities.personId} = ${personId} returning ${identities.id} as id`)
  return rows.map(({ id }) => id)
}
