import type { FastifyInstance } from 'fastify'
import { addDays } from '../../domain/local-date.ts'
import type { LocalDate } from '../../domain/local-date.ts'
import type { ReminderPolicy } from '../../domain/reminder-policy.ts'
import { findHeads } from '../../features/events/queries.ts'
import { findPolicy } from '../../features/reminders/policy-queries.ts'
import type { Escalated } from '../../features/reports/escalated-queries.ts'
import { nameRecommendations } from '../../features/reports/queries.ts'
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
    const escalationDays = daysUntilEscalated(await findPolicy(database.shared, caller.partnershipId))
    const escalatedTo = addDays(today, -escalationDays)
    const read = async (groupBy: Grouping) => JSON.parse((await readSummary(services, caller, groupBy, today)).body) as Summary // written as one
    const [head] = await findHeads(database.shared, [caller.partnershipId]) // before the figures: what comes after it is news to the page
    const [byAgency, byReview, escalated, recommendations] = await Promise.all([
      read('agency'), read('review'), readEscalated(services, caller, escalatedTo, today), nameRecommendations(database.shared, caller.partnershipId)
    ])
    const reviewOf = new Map(recommendations.map(({ id, reviewId }) => [id, reviewId]))
    const late = { today, escalatedTo }
    const inAll = escalated.reduce((total, { actions }) => total + actions, 0)
    const ofAgency = tally(escalated, ({ agencyId }) => [agencyId])
    const ofReview = tally(escalated, ({ recommendationIds }) => new Set(recommendationIds.map((id) => reviewOf.get(id))))
    return await reply.page('overview', {
      title: 'Overview',
      section: 'overview',
      today,
      escalationDays,
      live: addressOf('/live', { after: head?.sequence ?? 0 }),
      trend: await trendOf(services, request, today, byAgency.totals),
      totals: { ...figuresWithLinks(byAgency.totals, {}, late, inAll), onTime: byAgency.totals.completed },
      agencies: byAgency.groups.map(({ key, ...figures }) => ({
        name: key.name, ...figuresWithLinks(figures, { ownerAgencyId: key.reference }, late, ofAgency.get(key.id) ?? 0)
      })).sort(worstFirst),
      reviews: byReview.groups.map(({ key, ...figures }) => ({
        name: key.name, reference: key.reference, href: `/reviews/${key.id}`,
        ...figuresWithLinks(figures, { reviewId: key.id }, late, ofReview.get(key.id) ?? 0)
      })).sort(worstFirst)
    })
  })
}

/** Escalated: overdue for so long that the ladder has reached the agency's senior leader, or the coordinators. */
function daysUntilEscalated ({ steps }: ReminderPolicy): number {
  const days = steps.filter(({ days, to }) => days > 0 && (to === 'senior_leader' || to === 'coordinator')).map(({ days }) => days)
  return days.length === 0 ? 14 : Math.min(...days)
}

interface Lateness { readonly today: LocalDate, readonly escalatedTo: LocalDate }

function figuresWithLinks ({ actions, open, overdue, byStatus, byRag }: Omit<Summary['totals'], 'completed'>, filter: Readonly<Record<string, string | null>>, { escalatedTo }: Lateness, escalated: number) {
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

/** How many actions are escalated in each group, in one pass: there are thousands of lines, and dozens of groups. */
function tally (escalated: readonly Escalated[], groupsOf: (each: Escalated) => Iterable<string | null | undefined>): Map<string | null | undefined, number> {
  const counts = new Map<string | null | undefined, number>()
  for (const each of escalated) for (const group of groupsOf(each)) counts.set(group, (counts.get(group) ?? 0) + each.actions)
  return counts
}

interface Row { readonly overdue: { readonly value: number }, readonly escalated: { readonly value: number } }

function worstFirst (one: Row, other: Row): number {
  return other.escalated.value - one.escalated.value || other.overdue.value - one.overdue.value
}
