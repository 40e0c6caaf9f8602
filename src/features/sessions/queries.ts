import { sql } from '../../platform/database/drizzle.ts'
import type { InferInsertModel } from 'drizzle-orm'
import type { Validity } from '../../domain/agency.ts'
import type { Role } from '../../domain/person.ts'
import type { SessionLife, SignInLinkLife, SignInWay } from '../../domain/session.ts'
import type { Queryable } from '../../platform/database/database.ts'
import { insertInto, pick, updateSet } from '../../platform/database/sql.ts'
import type { Transaction } from '../../platform/database/transaction.ts'
import { agencies } from '../agencies/tables.ts'
import { partnerships } from '../partnerships/tables.ts'
import { people } from '../people/tables.ts'
import { formDrafts, sessions, signInLinks } from './tables.ts'
import type { identities } from './tables.ts'

/** A person as the door and the head of each page need them. */
export interface PersonAtDoor {
  readonly partnershipId: string
  readonly partnershipCode: string
  readonly partnershipName: string
  readonly timeZone: string
  readonly personId: string
  readonly name: string
  readonly role: Role
  readonly agencyId: string
  readonly agencyName: string
  readonly active: boolean
  readonly agency: Validity
}

export interface SessionRow extends SessionLife, PersonAtDoor {
  readonly id: string
  /** Sealed; null: not by a provider. */
  readonly idToken: string | null
}

export interface SignInLinkRow extends SignInLinkLife, PersonAtDoor { readonly id: string }

export type Flat<Row extends { readonly agency: Validity }> = Omit<Row, 'agency'> & Validity

/** One indexed read: the session, its person, their agency and their partnership. */
export async function findSession (db: Queryable, tokenHash: string): Promise<SessionRow | undefined> {
  const [row] = await db.rows<Flat<SessionRow>>(sql`select ${pick(sessions, 'id', 'lastSeenAt', 'expiresAt', 'endedAt', 'idToken')}, ${whoComes}
    from ${sessions} ${joinPerson(sessions)} where ${sessions.tokenHash} = ${tokenHash}`)
  return row && nested(row)
}

export async function findSignInLink (db: Queryable, tokenHash: string): Promise<SignInLinkRow | undefined> {
  const [row] = await db.rows<Flat<SignInLinkRow>>(sql`select ${pick(signInLinks, 'id', 'expiresAt', 'usedAt')}, ${whoComes}
    from ${signInLinks} ${joinPerson(signInLinks)} where ${signInLinks.tokenHash} = ${tokenHash}`)
  return row && nested(row)
}

/** Takes a link for good; false when it had been used already, however close the other was. */
export async function spendSignInLink (tx: Transaction, { partnershipId, id }: SignInLinkRow, now: string): Promise<boolean> {
  const spent = await tx.write(sql`${updateSet(signInLinks, { usedAt: now })}
    where ${signInLinks.partnershipId} = ${partnershipId} and ${signInLinks.id} = ${id} and ${signInLinks.usedAt} is null`)
  return spent === 1
}

export function insertSignInLink (tx: Transaction, row: InferInsertModel<typeof signInLinks>): void {
  void tx.write(insertInto(signInLinks, row))
}

/** The links of a person that would still work, and those that have had their time. */
export function deleteUnusedLinks (tx: Transaction, partnershipId: string, personId: string): void {
  void tx.write(sql`delete from ${signInLinks} where ${signInLinks.partnershipId} = ${partnershipId} and ${signInLinks.personId} = ${personId} and ${signInLinks.usedAt} is null`)
}

export function insertSession (tx: Transaction, row: InferInsertModel<typeof sessions>): void {
  void tx.write(insertInto(sessions, row))
}

/** Sessions of a person that nothing can bring back: their beginning and end are among the events. */
export function deletePastSessions (tx: Transaction, partnershipId: string, personId: string, now: string): void {
  void tx.write(sql`delete from ${sessions} where ${sessions.partnershipId} = ${partnershipId} and ${sessions.personId} = ${personId} and ${sessions.expiresAt} < ${now}`)
}

/** False when it had ended already. */
export async function saveSessionEnd (tx: Transaction, partnershipId: string, id: string, now: string): Promise<boolean> {
  const ended = await tx.write(sql`${updateSet(sessions, { endedAt: now })}
    where ${sessions.partnershipId} = ${partnershipId} and ${sessions.id} = ${id} and ${sessions.endedAt} is null`)
  return ended === 1
}

/** Ends every session of a person that has not ended, or those that began in one way, and tells which. */
export async function endAllSessions (tx: Transaction, partnershipId: string, personId: string, now: string, way?: SignInWay): Promise<string[]> {
  const rows = await tx.rows<{ id: string }>(sql`${updateSet(sessions, { endedAt: now })}
    where ${sessions.partnershipId} = ${partnershipId} and ${sessions.personId} = ${personId} and ${sessions.endedAt} is null and ${sessions.expiresAt} > ${now}
      and ${way === undefined ? sql`true` : sql`${sessions.way} = ${way}`}
    returning ${pick(sessions, 'id')}`)
  return rows.map(({ id }) => id)
}

/** A sign of life, not a change: it has no event. */
export async function noteSeen (db: Queryable, { partnershipId, id }: SessionRow, now: string): Promise<void> {
  await db.rows(sql`${updateSet(sessions, { lastSeenAt: now })} where ${sessions.partnershipId} = ${partnershipId} and ${sessions.id} = ${id}`)
}

export interface DraftRow { readonly id: string, readonly path: string, readonly sealed: string }

/** The latest of a person; an older one goes. */
export async function insertDraft (tx: Transaction, row: InferInsertModel<typeof formDrafts>): Promise<void> {
  await tx.write(sql`delete from ${formDrafts} where ${formDrafts.partnershipId} = ${row.partnershipId} and ${formDrafts.personId} = ${row.personId}`)
  await tx.write(insertInto(formDrafts, row))
}

export async function findDraftOf (db: Queryable, partnershipId: string, personId: string, since: string): Promise<DraftRow | undefined> {
  const [row] = await db.rows<DraftRow>(sql`select ${pick(formDrafts, 'id', 'path', 'sealed')} from ${formDrafts}
    where ${formDrafts.partnershipId} = ${partnershipId} and ${formDrafts.personId} = ${personId} and ${formDrafts.createdAt} > ${since}`)
  return row
}

/** Gives a draft out, and forgets it. */
export async function takeDraft (db: Queryable, partnershipId: string, personId: string, id: string): Promise<DraftRow | undefined> {
  const [row] = await db.rows<DraftRow>(sql`delete from ${formDrafts}
    where ${formDrafts.partnershipId} = ${partnershipId} and ${formDrafts.personId} = ${personId} and ${formDrafts.id} = ${id}
    returning ${pick(formDrafts, 'id', 'path', 'sealed')}`)
  return row
}

/** A person with their agency and partnership; beside joinPerson. */
export const whoComes = sql`${people.partnershipId} as "partnershipId", ${partnerships.code} as "partnershipCode", ${partnerships.name} as "partnershipName", ${partnerships.timeZone} as "timeZone",
  ${people.id} as "personId", ${people.name} as name, ${people.role} as role, ${people.active} as active,
  ${agencies.id} as "agencyId", ${agencies.name} as "agencyName", ${agencies.validFrom} as "validFrom", ${agencies.validTo} as "validTo"`

export function joinPerson (of: typeof sessions | typeof signInLinks | typeof identities) {
  return sql`join ${partnerships} on ${partnerships.id} = ${of.partnershipId}
    join ${people} on ${people.partnershipId} = ${of.partnershipId} and ${people.id} = ${of.personId}
    join ${agencies} on ${agencies.partnershipId} = ${of.partnershipId} and ${agencies.id} = ${people.agencyId}`
}

export function nested<Row extends Validity> ({ validFrom, validTo, ...row }: Row) {
  return { ...row, agency: { validFrom, validTo } }
}
