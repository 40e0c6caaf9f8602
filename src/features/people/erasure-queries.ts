import { sql } from '../../platform/database/drizzle.ts'
import type { SQL } from 'drizzle-orm'
import { normalAddress } from '../../domain/reminder-recipients.ts'
import type { Queryable } from '../../platform/database/database.ts'
import { bareName } from '../../platform/database/sql.ts'
import type { Transaction } from '../../platform/database/transaction.ts'
import { idempotencyKeys } from '../../platform/http/tables.ts'
import { actionComments, actionRecommendations, actions, actionTransitions, actionUpdates } from '../actions/tables.ts'
import { calendarFeeds } from '../calendars/tables.ts'
import { evidence, evidenceAssessments } from '../evidence/tables.ts'
import { extensions } from '../extensions/tables.ts'
import { impactReviews } from '../impact-reviews/tables.ts'
import { importRows } from '../imports/tables.ts'
import { partnerships } from '../partnerships/tables.ts'
import { recommendations } from '../recommendations/tables.ts'
import { failedAddresses, reminderMessages, reminders } from '../reminders/tables.ts'
import { reviews } from '../reviews/tables.ts'
import { formDrafts, sessions, signInLinks } from '../sessions/tables.ts'
import { signOffs } from '../sign-offs/tables.ts'
import type { PersonRow } from './queries.ts'
import { apiKeys } from './tables.ts'

/** What is under a legal hold that a person has a part in: the whole partnership (null), or a review. Undefined: nothing. */
export async function findHoldOn (db: Queryable, partnershipId: string, personId: string): Promise<{ review: string | null } | undefined> {
  const [held] = await db.rows<{ review: string | null }>(sql`
    select null as review from ${partnerships} where ${partnerships.id} = ${partnershipId} and ${partnerships.legalHold}
    union all select ${reviews.reference} from ${reviews} where ${reviews.partnershipId} = ${partnershipId} and ${reviews.legalHold}
      and exists (select from ${recommendations}
        join ${actionRecommendations} on ${actionRecommendations.partnershipId} = ${recommendations.partnershipId} and ${actionRecommendations.recommendationId} = ${recommendations.id}
        join ${actions} on ${actions.partnershipId} = ${actionRecommendations.partnershipId} and ${actions.id} = ${actionRecommendations.actionId}
        where ${recommendations.partnershipId} = ${partnershipId} and ${recommendations.reviewId} = ${reviews.id} and ${hasPartInAction(personId)})
    limit 1`)
  return held
}

/** Led it, or said, did or judged something about it. */
function hasPartInAction (personId: string): SQL {
  return sql`(${actions.leadPersonId} = ${personId} or ${actions.submittedById} = ${personId}
    or exists (select from ${actionTransitions} where ${actionTransitions.partnershipId} = ${actions.partnershipId} and ${actionTransitions.actionId} = ${actions.id} and ${actionTransitions.byPersonId} = ${personId})
    or exists (select from ${actionUpdates} where ${actionUpdates.partnershipId} = ${actions.partnershipId} and ${actionUpdates.actionId} = ${actions.id} and ${actionUpdates.byPersonId} = ${personId})
    or exists (select from ${actionComments} where ${actionComments.partnershipId} = ${actions.partnershipId} and ${actionComments.actionId} = ${actions.id} and ${actionComments.byPersonId} = ${personId})
    or exists (select from ${extensions} where ${extensions.partnershipId} = ${actions.partnershipId} and ${extensions.actionId} = ${actions.id} and ${personId} in (${extensions.byPersonId}, ${extensions.decidedById}))
    or exists (select from ${signOffs} where ${signOffs.partnershipId} = ${actions.partnershipId} and ${signOffs.actionId} = ${actions.id} and ${personId} in (${signOffs.signedOffById}, ${signOffs.submittedById}))
    or exists (select from ${impactReviews} where ${impactReviews.partnershipId} = ${actions.partnershipId} and ${impactReviews.actionId} = ${actions.id} and ${impactReviews.ratedById} = ${personId})
    or exists (select from ${evidence} left join ${evidenceAssessments} on ${evidenceAssessments.partnershipId} = ${evidence.partnershipId} and ${evidenceAssessments.evidenceId} = ${evidence.id}
      where ${evidence.partnershipId} = ${actions.partnershipId} and ${evidence.actionId} = ${actions.id} and ${personId} in (${evidence.byPersonId}, ${evidenceAssessments.assessedById})))`
}

/** Takes a person's name and address from wherever they came to stand beside the person's own row. */
export function forgetTraces (tx: Transaction, person: PersonRow, now: string): void {
  for (const trace of [...waysIn(person, now), ...messagesTo(person, now), ...answersAbout(person)]) void tx.write(trace)
}

/** Keys and calendars were named by their person; what opens nothing any more is not kept. */
function waysIn ({ partnershipId, id }: PersonRow, now: string): SQL[] {
  return [
    sql`update ${apiKeys} set ${bareName(apiKeys.name)} = 'Key of an erased person' where ${apiKeys.partnershipId} = ${partnershipId} and ${apiKeys.personId} = ${id}`,
    sql`update ${calendarFeeds} set ${bareName(calendarFeeds.name)} = 'Calendar of an erased person', ${bareName(calendarFeeds.revokedAt)} = coalesce(${calendarFeeds.revokedAt}, ${now})
      where ${calendarFeeds.partnershipId} = ${partnershipId} and ${calendarFeeds.personId} = ${id}`,
    sql`delete from ${sessions} where ${sessions.partnershipId} = ${partnershipId} and ${sessions.personId} = ${id}`,
    sql`delete from ${signInLinks} where ${signInLinks.partnershipId} = ${partnershipId} and ${signInLinks.personId} = ${id}`,
    sql`delete from ${formDrafts} where ${formDrafts.partnershipId} = ${partnershipId} and ${formDrafts.personId} = ${id}`
  ]
}

/** The ledger says that somebody was written to, and no longer whom; what was still to be sent is not. Each row's own id keeps it unique. */
function messagesTo ({ partnershipId, id, email }: PersonRow, now: string): SQL[] {
  return [
    sql`delete from ${failedAddresses} where ${failedAddresses.partnershipId} = ${partnershipId} and (${failedAddresses.address} = ${normalAddress(email)}
      or ${failedAddresses.address} in (select lower(${reminderMessages.recipient}) from ${reminderMessages} where ${reminderMessages.partnershipId} = ${partnershipId} and ${reminderMessages.personId} = ${id}))`,
    sql`update ${reminders} set ${bareName(reminders.state)} = 'skipped', ${bareName(reminders.reason)} = 'recipient_changed', ${bareName(reminders.updatedAt)} = ${now}
      where ${reminders.partnershipId} = ${partnershipId} and ${reminders.personId} = ${id} and ${reminders.state} = 'planned'`,
    sql`update ${reminders} set ${bareName(reminders.recipient)} = 'erased-' || ${reminders.id} || '@erased.invalid' where ${reminders.partnershipId} = ${partnershipId} and ${reminders.personId} = ${id}`,
    sql`update ${reminderMessages} set ${bareName(reminderMessages.state)} = 'skipped', ${bareName(reminderMessages.reason)} = 'nothing_stands'
      where ${reminderMessages.partnershipId} = ${partnershipId} and ${reminderMessages.personId} = ${id} and ${reminderMessages.state} = 'planned'`,
    sql`update ${reminderMessages} set ${bareName(reminderMessages.recipient)} = 'erased-' || ${reminderMessages.id} || '@erased.invalid'
      where ${reminderMessages.partnershipId} = ${partnershipId} and ${reminderMessages.personId} = ${id}`
  ]
}

/** Answers that are kept for a day, and rows of files that are kept for a month. */
function answersAbout ({ partnershipId, id, email }: PersonRow): SQL[] {
  return [
    sql`delete from ${idempotencyKeys} where ${idempotencyKeys.partnershipId} = ${partnershipId} and (${idempotencyKeys.principalId} = ${id} or position(${id}::text in ${idempotencyKeys.body}::text) > 0)`,
    sql`update ${importRows} set ${bareName(importRows.cells)} = ${importRows.cells} - 'leadEmail', ${bareName(importRows.faults)} = null, ${bareName(importRows.notes)} = null
      where ${importRows.partnershipId} = ${partnershipId} and lower(${importRows.cells} ->> 'leadEmail') = lower(${email})`
  ]
}
