import { sql } from '../../platform/database/drizzle.ts'
import type { SQL } from 'drizzle-orm'
import type { Role } from '../../domain/person.ts'
import type { Queryable } from '../../platform/database/database.ts'
import { insertInto } from '../../platform/database/sql.ts'
import type { Transaction } from '../../platform/database/transaction.ts'
import { newId } from '../../platform/ids.ts'
import { actions } from '../actions/tables.ts'
import { agencies } from '../agencies/tables.ts'
import { measures } from '../measures/tables.ts'
import { partnerships } from '../partnerships/tables.ts'
import { people } from '../people/tables.ts'
import { recommendations } from '../recommendations/tables.ts'
import type { DigestFacts } from './digest.ts'
import { hashSecretToken, mintSecretToken } from '../../platform/secret-token.ts'
import { reminderLinks, reminders } from './tables.ts'

const daysOfLink = 14

/** Makes a link for each of these promises; gives back what stands in each. */
export async function makeLinks (tx: Transaction, partnershipId: string, reminderIds: readonly string[], now: string): Promise<Map<string, string>> {
  const expiresAt = new Date(Date.parse(now) + daysOfLink * 86_400_000).toISOString()
  const made = reminderIds.map((reminderId) => ({ reminderId, ...mintSecretToken() }))
  if (made.length > 0) await tx.write(insertInto(reminderLinks, made.map(({ reminderId, tokenHash }) => ({ partnershipId, id: newId(), tokenHash, reminderId, expiresAt, createdAt: now }))))
  return new Map(made.map(({ reminderId, token }) => [reminderId, token]))
}

/** A link, what it speaks of, and who was sent it. */
export interface LinkRow extends DigestFacts {
  readonly partnershipId: string
  readonly timeZone: string
  readonly expiresAt: string
  readonly usedAt: string | null
  readonly actionId: string | null
  readonly subjectId: string
  readonly step: number
  readonly acknowledgedAt: string | null
  /** Null for an agency's mailbox, and for a person who has left. */
  readonly personId: string | null
  readonly personName: string | null
  readonly personRole: Role | null
  readonly personAgencyId: string | null
}

const shownLinks = sql`
  select ${reminderLinks.partnershipId} as "partnershipId", ${partnerships.timeZone} as "timeZone", ${reminderLinks.expiresAt} as "expiresAt", ${reminderLinks.usedAt} as "usedAt",
    ${reminders.id} as "reminderId", ${reminders.subjectType} as "subjectType", ${reminders.subjectId} as "subjectId", ${reminders.occurrence} as occurrence, ${reminders.rung} as rung,
    ${reminders.step} as step, ${reminders.dueOn} as "dueOn", ${reminders.actionId} as "actionId", ${reminders.acknowledgedAt} as "acknowledgedAt",
    coalesce(${actions.reference}, ${recommendations.reference}) as reference, ${agencies.name} as "agencyName",
    ${people.id} as "personId", ${people.name} as "personName", ${people.role} as "personRole", ${people.agencyId} as "personAgencyId"
  from ${reminderLinks}
  join ${partnerships} on ${partnerships.id} = ${reminderLinks.partnershipId}
  join ${reminders} on ${reminders.partnershipId} = ${reminderLinks.partnershipId} and ${reminders.id} = ${reminderLinks.reminderId}
  left join ${actions} on ${actions.partnershipId} = ${reminders.partnershipId} and ${actions.id} = ${reminders.actionId}
  left join ${measures} on ${reminders.subjectType} = 'observation' and ${measures.partnershipId} = ${reminders.partnershipId} and ${measures.id} = ${reminders.subjectId}
  left join ${recommendations} on ${recommendations.partnershipId} = ${measures.partnershipId} and ${recommendations.id} = ${measures.recommendationId}
  left join ${agencies} on ${agencies.partnershipId} = ${reminders.partnershipId} and ${agencies.id} = coalesce(${actions.ownerAgencyId}, ${measures.ownerAgencyId})
  left join ${people} on ${people.partnershipId} = ${reminders.partnershipId} and ${people.id} = ${reminders.personId} and ${people.active}`

export async function findLink (db: Queryable, token: string): Promise<LinkRow | undefined> {
  const [row] = await db.rows<LinkRow>(sql`${shownLinks} where ${isLink(token)}`)
  return row
}

/** Holds the promise that the link speaks of: of two uses at once, the second sees the first. */
export async function lockLink (tx: Transaction, token: string): Promise<LinkRow | undefined> {
  const [row] = await tx.rows<LinkRow>(sql`${shownLinks} where ${isLink(token)} for no key update of ${reminders}, ${reminderLinks}`)
  return row
}

/** The recipient has seen it. Every link to it is used with that: a copy of the message holds another. */
export async function acknowledge (tx: Transaction, { partnershipId, reminderId }: Pick<LinkRow, 'partnershipId' | 'reminderId'>, now: string): Promise<void> {
  await Promise.all([
    tx.write(sql`update ${reminders} set acknowledged_at = ${now}, updated_at = ${now} where ${reminders.partnershipId} = ${partnershipId} and ${reminders.id} = ${reminderId}`),
    tx.write(sql`update ${reminderLinks} set used_at = ${now} where ${reminderLinks.partnershipId} = ${partnershipId} and ${reminderLinks.reminderId} = ${reminderId}`)
  ])
}

function isLink (token: string): SQL {
  return sql`${reminderLinks.tokenHash} = ${hashSecretToken(token)}`
}
