import type { Test } from 'tap'
import { sql } from '../../src/platform/database/drizzle.ts'
import { deliverDue } from '../../src/features/reminders/delivery.ts'
import type { DeliveryCounts } from '../../src/features/reminders/delivery.ts'
import { planReminders } from '../../src/features/reminders/planning.ts'
import type { PlanCounts } from '../../src/features/reminders/planning.ts'
import { systemCaller } from '../../src/features/system-caller.ts'
import type { Channel } from '../../src/domain/reminder.ts'
import { people } from '../../src/features/people/tables.ts'
import type { Database } from '../../src/platform/database/database.ts'
import { insertInto } from '../../src/platform/database/sql.ts'
import { makeLogger } from '../../src/platform/log.ts'
import { newId } from '../../src/platform/ids.ts'
import { testApp } from './app.ts'
import type { TestApp } from './app.ts'
import { startMailServer } from './mail-server.ts'
import type { MailServer } from './mail-server.ts'
import { plantAction } from './plan.ts'
import { stageReminders } from './reminders.ts'
import type { ReminderStage } from './reminders.ts'

export interface MailingApp extends TestApp { readonly mail: MailServer }

/** A service that sends by a real mail server. */
export async function mailingApp (t: Test): Promise<MailingApp> {
  const mail = await startMailServer(t)
  return { ...await testApp(t, { SMTP_URL: mail.url, MAIL_FROM: 'Follow-through <reminders@partnership.example>' }), mail }
}

export interface DeliveryStage extends ReminderStage {
  readonly mail: MailServer
  /** Plans what is due for another way of sending than the service's own. */
  planBy: (channel: Channel) => Promise<PlanCounts>
  /** Sends what is due; over another connection than the service's own, if one is given. */
  deliver: (over?: { readonly database: Database }) => Promise<DeliveryCounts>
  /** People who lead an action each, due in a week; their addresses are lead0@…, lead1@… */
  leads: (count: number) => Promise<string[]>
  /** Each message as `recipient state reason attempts`. */
  messages: () => Promise<string[]>
  /** Each promise as `recipient state reason`. */
  promises: () => Promise<string[]>
}

/** A partnership of its own, at a mail server that has forgotten what was before. */
export async function stageDelivery (app: MailingApp): Promise<DeliveryStage> {
  const { mail, services, db } = app
  const stage = await stageReminders(app)
  mail.received.length = 0
  mail.recipients.clear()
  mail.afterData.length = 0
  const { partnershipId } = stage
  const lines = async (text: ReturnType<typeof sql>) => (await db.rows<{ line: string }>(text)).map(({ line }) => line)
  return {
    ...stage,
    mail,
    planBy: async (channel) => await planReminders(services, { partnershipId, channel, sendWindow: 'observed', by: systemCaller(partnershipId), requestId: 'another-way' }),
    deliver: async (over) => await deliverDue({ ...services, ...over, log: makeLogger('silent') }, partnershipId),
    leads: async (count) => await Promise.all(Array.from({ length: count }, async (_, place) => await plantLead(stage, place))),
    messages: async () => await lines(sql`select concat_ws(' ', split_part(recipient, '@', 1), state, reason, attempts) as line from reminder_messages where partnership_id = ${partnershipId} order by recipient`),
    promises: async () => await lines(sql`select concat_ws(' ', split_part(recipient, '@', 1), state, reason) as line from reminders where partnership_id = ${partnershipId} order by recipient, step`)
  }
}

async function plantLead (stage: ReminderStage, place: number): Promise<string> {
  const { db, partnershipId, agencies } = stage
  const id = newId()
  const written = { createdAt: stage.clock.now, updatedAt: stage.clock.now }
  await db.rows(insertInto(people, { partnershipId, id, agencyId: agencies.csc, name: `Lead ${place}`, email: `lead${place}@${id}.example`, role: 'contributor', ...written }))
  await plantAction(db, stage, { dueOn: '2026-03-09', leadPersonId: id })
  return `lead${place}@${id}.example`
}
