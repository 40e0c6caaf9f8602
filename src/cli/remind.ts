import { randomUUID } from 'node:crypto'
import { join } from 'node:path'
import type { Config } from '../config.ts'
import { channelOf, deliverDue } from '../features/reminders/delivery.ts'
import type { DeliveryCounts } from '../features/reminders/delivery.ts'
import { planReminders } from '../features/reminders/planning.ts'
import type { PlanCounts } from '../features/reminders/planning.ts'
import { listPartnerships } from '../features/partnerships/queries.ts'
import { systemCaller } from '../features/system-caller.ts'
import { systemClock } from '../platform/clock.ts'
import { makeLogger } from '../platform/log.ts'
import { openMailer } from '../platform/mail/mailer.ts'
import { chosen, partnershipOption, withDatabase } from './as-operator.ts'
import type { Command } from './command.ts'

export const remind: Command = {
  name: 'remind',
  summary: 'Plans the reminders that are due, and sends them. A running worker does so by itself; twice does no harm.',
  options: {
    now: { description: 'Now, whatever the hour and the day.' },
    partnership: partnershipOption
  },
  run: async (given, config) => await withDatabase(config, async (database) => {
    const { id: partnershipId } = chosen(await listPartnerships(database), given.maybe('partnership'))
    const services = { config, database, clock: systemClock, mailer: openMailer(config), log: makeLogger('silent') }
    const planned = await planReminders(services, {
      partnershipId, channel: channelOf(config), sendWindow: given.has('now') ? 'ignored' : 'observed', by: systemCaller(partnershipId), requestId: `cli-${randomUUID()}`
    })
    return told(planned, await deliverDue(services, partnershipId), config)
  })
}

const closed = { weekend: 'it is the weekend', bank_holiday: 'it is a bank holiday', before_send_time: 'the hour has not come' } as const

function told ({ planned, alreadyPlanned, messages, closedBecause }: PlanCounts, { sent, skipped, planned: waiting, failed }: DeliveryCounts, config: Config): string {
  const plan = closedBecause === null ? `${planned} reminders planned, ${alreadyPlanned} were planned before.` : `Nothing planned: ${closed[closedBecause]} (--now does not ask).`
  const elsewhere = Math.max(0, messages - sent - skipped - waiting - failed)
  const others = Object.entries({ 'no longer needed': skipped, 'to be tried again': waiting, failed, 'in the hands of a running worker': elsewhere }).filter(([, count]) => count > 0).map(([words, count]) => `, ${count} ${words}`)
  return `${plan}\n${sent} messages ${channelOf(config) === 'outbox' ? `written to ${join(config.dataDir, 'outbox')}` : 'sent'}${others.join('')}.`
}
