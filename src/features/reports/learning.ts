import type { Impact } from '../../domain/action.ts'
import { chainsOf, likelyRepeats } from '../../domain/learning.ts'
import type { LocalDate } from '../../domain/local-date.ts'
import type { Caller } from '../../domain/permission.ts'
import type { RecommendationResponse } from '../../domain/recommendation.ts'
import type { Queryable } from '../../platform/database/database.ts'
import { deliveryOf, impactOf } from '../recommendations/delivery.ts'
import type { Delivery } from '../recommendations/delivery.ts'
import { findComparable } from './learning-queries.ts'
import type { LearningRecommendation } from './learning-queries.ts'

/** A recommendation, and what became of it. */
export interface Learnt {
  readonly id: string
  readonly reference: string
  readonly text: string
  readonly themes: readonly string[]
  readonly leadAgencyCode: string | null
  readonly madeOn: LocalDate
  readonly response: RecommendationResponse
  readonly respondedOn: LocalDate | null
  readonly delivery: Delivery
  readonly impact: Impact | null
}

/** How often what is of a theme, or led by an agency, was recommended before. */
export interface RepeatCount { readonly of: string | null, readonly recommendations: number, readonly repeats: number, readonly mostTimes: number }

export interface LearningReport {
  readonly on: LocalDate
  readonly repeated: ReadonlyArray<Learnt & { readonly times: number, readonly since: number, readonly sentence: string, readonly earlier: readonly Learnt[] }>
  readonly byTheme: readonly RepeatCount[]
  readonly byLeadAgency: readonly RepeatCount[]
  readonly suggestions: ReadonlyArray<{ readonly later: Learnt, readonly earlier: Learnt, readonly sharedThemes: readonly string[], readonly sameLeadAgency: boolean, readonly likeness: number }>
}

export interface LearningFilter { readonly theme?: readonly string[], readonly agencyId?: readonly string[] }

// Enough for a morning's work; what is linked makes room for the next.
const mostSuggestions = 50
// The latest; comparing each with each is a second's work for five times as many.
const mostCompared = 2_000

/** What was recommended again, what became of it before, and what may be a repeat that nobody has said. */
export async function reportLearning (db: Queryable, caller: Caller, filter: LearningFilter, on: LocalDate): Promise<LearningReport> {
  const all = await findComparable(db, caller)
  const isWanted = wantedBy(filter)
  const chains = chainsOf(all)
  const wanted = all.filter(isWanted)
  const timesOf = new Map(chains.flatMap(({ latest, times }) => [[latest.id, times] as const]))
  return {
    on,
    repeated: chains.filter(({ latest, earlier }) => [latest, ...earlier].some(isWanted)).map(({ latest, earlier, times, since, sentence }) => ({ ...tell(latest), times, since, sentence, earlier: earlier.map(tell) })),
    byTheme: countRepeats(wanted, ({ themes }) => themes, timesOf),
    byLeadAgency: countRepeats(wanted, ({ leadAgencyCode }) => leadAgencyCode === null ? [] : [leadAgencyCode], timesOf),
    suggestions: likelyRepeats(all.slice(0, mostCompared)).filter(({ later, earlier }) => isWanted(later) || isWanted(earlier)).slice(0, mostSuggestions)
      .map(({ later, earlier, ...why }) => ({ later: tell(later), earlier: tell(earlier), ...why }))
  }
}

function wantedBy ({ theme, agencyId }: LearningFilter): (recommendation: LearningRecommendation) => boolean {
  return ({ themes, leadAgencyId, leadAgencyCode }) =>
    (theme === undefined || themes.some((each) => theme.includes(each))) &&
    (agencyId === undefined || [leadAgencyId, leadAgencyCode].some((each) => each !== null && agencyId.includes(each)))
}

function countRepeats (recommendations: readonly LearningRecommendation[], groupsOf: (recommendation: LearningRecommendation) => readonly string[], timesOf: ReadonlyMap<string, number>): RepeatCount[] {
  const groups = Map.groupBy(recommendations.flatMap((each) => groupsOf(each).map((of) => ({ of, each }))), ({ of }) => of)
  return [...groups].map(([of, members]) => ({
    of,
    recommendations: members.length,
    repeats: members.filter(({ each }) => each.repeatsRecommendationIds.length > 0).length,
    mostTimes: Math.max(...members.map(({ each }) => timesOf.get(each.id) ?? 1))
  })).sort((one, other) => other.repeats - one.repeats || (one.of < other.of ? -1 : 1))
}

function tell (recommendation: LearningRecommendation): Learnt {
  const { id, reference, text, themes, leadAgencyCode, madeOn, response, respondedOn, actionCounts } = recommendation
  return { id, reference, text, themes, leadAgencyCode, madeOn, response, respondedOn, delivery: deliveryOf(actionCounts), impact: impactOf(actionCounts) }
}
