import type { Received } from '../support/mail-server.ts'
import type { Ask } from '../support/owner.ts'
import type { Figure } from './attempts.ts'

interface Run { readonly ask: Ask, readonly received: readonly Received[], readonly actions: number, readonly days: readonly number[] }

/** What stands on the ledger and what reached the server, and where the two differ. */
export async function ledgerFigures ({ ask, received, actions, days }: Run): Promise<{ figures: Figure[], faults: string[] }> {
  const count = async (query: string): Promise<number> => (await ask<{ count: number }>(`select count(*)::int as count from ${query}`))[0]?.count ?? 0
  const messages = await ask<{ id: string, recipient: string, attempts: number }>('select id, recipient, attempts from reminder_messages')
  const recipientOf = new Map(messages.map(({ id, recipient }) => [`<${id}@partnership.example>`, recipient]))
  const arrived = new Set(received.map(({ messageId }) => messageId))
  const promises = await count('reminders')
  const steps = await count("(select from reminders where recipient like 'lead%' group by subject_id, step) as steps")
  const events = await count("events where type = 'reminder.due'")
  const stepsTold = await count('(select from reminders group by subject_id, step) as steps')
  const unkept = await count("reminders where state <> 'sent'")
  const twice = await count('(select from reminders group by subject_type, subject_id, occurrence, step, due_on, recipient, channel having count(*) > 1) as twice')
  const lost = [...recipientOf.keys()].filter((id) => !arrived.has(id)).length
  const strange = received.filter(({ messageId, to }) => recipientOf.get(messageId) !== to).length
  const figures: Figure[] = [
    ['on the ledger', `${promises} promises, ${steps} steps of ${actions} actions to their leads, in ${messages.length} messages`],
    ['not sent / more than once', `${unkept} / ${twice}`],
    ['at the SMTP server', `${received.length} messages of ${arrived.size} ids: ${received.length - arrived.size} copies, each under the id of the first`],
    ['lost / under an id of no message', `${lost} / ${strange}`],
    ['reminder.due events', `${events} for ${stepsTold} steps`]
  ]
  const faults = [
    ...(steps === actions * days.length ? [] : [`${actions * days.length} steps were due to leads, ${steps} are on the ledger`]),
    ...(events === stepsTold ? [] : ['a step has no event, or two']),
    ...(unkept + twice + lost + strange === 0 ? [] : ['a message was lost, planned twice or sent under another id'])
  ]
  return { figures, faults }
}
