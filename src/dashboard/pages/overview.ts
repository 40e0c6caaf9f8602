import type { FastifyInstance } from 'fastify'
import { addDays } from '../../domain/local-date.ts'
import type { LocalDate } from '../../domain/local-date.ts'
import type { ReminderPolicy } from '../../domain/reminder-policy.ts'
import { findHeads } from '../../features/events/queries.ts'
import { findPolicy } from '../../features/reminders/policy-queries.ts'
import type { Grouping } from '../../features/reports/figures.ts'
import { readEscalated, readSummary } from '../../features/reports/kept-summaries.ts'
import type { Summary } from '../../features/reports/summary.ts'
import { permit, todayOf } from '../../features/work.ts'
import type { Services } from '../../services.ts'
import { addressOf } from '../filters.ts'
import { pageSchema } from '../page.ts'
import { trendOf } from './overview-trend.ts'

/** What is overdue and escalated, by agency and by review; each figure leads to exactly those actions. */
export async function overviewPage (app: FastifyInstance, { services }: { services: Services }): Promise<void> {
  const { database } = services

  app.get('/', { schema: pageSchema('getSummaryReport') }, async (request, reply) => {
    permit(request)
    const { caller } = request
    const today = todayOf(services, request)
    const [policy, [head]] = await Promise.all([findPolicy(database.shared, caller.partnershipId), findHeads(database.shared, [caller.partnershipId])]) // before the figures: what comes after the head is news to the page
    const escalationDays = daysUntilEscalated(policy)
    const escalatedTo = addDays(today, -escalationDays)
    const read = async (groupBy: Grouping) => JSON.parse((await readSummary(services, caller, groupBy, today)).body) as Summary // written as one
    const [byAgency, byReview, escalated] = await Promise.all([read('agency'), read('review'), readEscalated(services, caller, escalatedTo, today)])
    return await reply.page('overview', {
      title: 'Overview',
      section: 'overview',
      today,
      escalationDays,
      live: addressOf('/live', { after: head?.sequence ?? 0 }),
      trend: await trendOf(services, request, today, byAgency.totals),
      totals: { ...figuresWithLinks(byAgency.totals, {}, escalatedTo, escalated.inAll), onTime: byAgency.totals.completed },
      agencies: worst(byAgency.groups, escalated.byAgency, ({ key, ...figures }, count) => ({
        name: key.name, ...figuresWithLinks(figures, { ownerAgencyId: key.reference }, escalatedTo, count)
      })),
      reviews: worst(byReview.groups, escalated.byReview, ({ key, ...figures }, count) => ({
        name: key.name, reference: key.reference, href: `/reviews/${key.id}`, ...figuresWithLinks(figures, { reviewId: key.id }, escalatedTo, count)
      }))
    })
  })
}

/** Escalated: overdue for so long that the ladder has reached the agency's senior leader, or the coordinators. */
function daysUntilEscalated ({ steps }: ReminderPolicy): number {
  const days = steps.filter(({ days, to }) => days > 0 && (to === 'senior_leader' || to === 'coordinator')).map(({ days }) => days)
  return days.length === 0 ? 14 : Math.min(...days)
}

function figuresWithLinks ({ actions, open, overdue, byStatus, byRag }: Omit<Summary['totals'], 'completed'>, filter: Readonly<Record<string, string | null>>, escalatedTo: LocalDate, escalated: number) {
  const figure = (value: number, more: Readonly<Record<string, unknown>>) => ({ value, href: addressOf('/actions', { ...filter, ...more }) })
  return {
    actions,
    open: figure(open, { status: 'not_started,in_progress,paused,awaiting_sign_off' }),
    overdue: figure(overdue, { overdue: true }),
    escalated: figure(escalated, { overdue: true, dueTo: escalatedTo }),
    awaitingSignOff: figure(byStatus.awaiting_sign_off, { status: 'awaiting_sign_off' }),
    completed: figure(byStatus.completed, { status: 'completed' }),
    madeADifference: figure(byRag.blue, { rag: 'blue' })
  }
}

/** A table of every review that there ever was would be slow to make and to read. */
const mostRows = 20

/** Those with the most escalated and overdue actions, and how many there are in all. */
function worst<Row> (groups: Summary['groups'], escalated: Readonly<Record<string, number>>, rowOf: (group: Summary['groups'][number], escalated: number) => Row): { readonly rows: readonly Row[], readonly of: number } {
  const counted = groups.map((group) => ({ group, escalated: escalated[group.key.id ?? ''] ?? 0 }))
  counted.sort((one, other) => other.escalated - one.escalated || other.group.overdue - one.group.overdue)
  return { rows: counted.slice(0, mostRows).map(({ group, escalated }) => rowOf(group, escalated)), of: groups.length }
}
