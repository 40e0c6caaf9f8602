import { isBefore } from './local-date.ts'
import type { LocalDate } from './local-date.ts'

/** A recommendation as far as it is compared with others. */
export interface Comparable {
  readonly id: string
  readonly reviewId: string
  readonly madeOn: LocalDate
  readonly themes: readonly string[]
  readonly leadAgencyCode: string | null
  readonly repeatsRecommendationIds: readonly string[]
  /** The words of its text, each once, without their endings. */
  readonly words: readonly string[]
}

/** A recommendation that was made again, and what it repeats: the latest first. */
export interface Chain<Recommendation extends Comparable> {
  readonly latest: Recommendation
  readonly earlier: readonly Recommendation[]
  readonly times: number
  readonly since: number
  readonly sentence: string
}

/** The recommendations that repeat earlier ones and are not repeated themselves, each with all that it goes back to; the most often made first. */
export function chainsOf<Recommendation extends Comparable> (recommendations: readonly Recommendation[]): Array<Chain<Recommendation>> {
  const byId = new Map(recommendations.map((each) => [each.id, each]))
  const repeated = new Set(recommendations.flatMap(({ repeatsRecommendationIds }) => repeatsRecommendationIds))
  return recommendations.filter(({ id }) => !repeated.has(id))
    .map((latest) => chainOf(latest, earlierOf(latest, byId)))
    .filter(({ times }) => times > 1)
    .sort((one, other) => other.times - one.times || (one.latest.madeOn < other.latest.madeOn ? 1 : -1))
}

function chainOf<Recommendation extends Comparable> (latest: Recommendation, earlier: readonly Recommendation[]): Chain<Recommendation> {
  const times = earlier.length + 1
  const first = [latest, ...earlier].map(({ madeOn }) => madeOn).sort()[0] ?? latest.madeOn
  const since = Number(first.slice(0, 4))
  return { latest, earlier, times, since, sentence: `Made for the ${ordinal(times)} time since ${since}.` }
}

/** All that a recommendation goes back to, over however many steps; each once, though two ways may lead to it. */
export function earlierOf<Recommendation extends Comparable> ({ id, repeatsRecommendationIds }: Recommendation, byId: ReadonlyMap<string, Recommendation>): Recommendation[] {
  const found = new Map<string, Recommendation>()
  const waiting = [...repeatsRecommendationIds]
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    const earlier = byId.get(next)
    if (earlier === undefined || found.has(next) || next === id) continue
    found.set(next, earlier)
    waiting.push(...earlier.repeatsRecommendationIds)
  }
  return [...found.values()].sort((one, other) => one.madeOn < other.madeOn ? 1 : -1)
}

const words = ['', 'first', 'second', 'third', 'fourth', 'fifth', 'sixth', 'seventh', 'eighth', 'ninth', 'tenth']
const endings = { one: 'st', two: 'nd', few: 'rd' } as const satisfies Partial<Record<Intl.LDMLPluralRule, string>>
const rules = new Intl.PluralRules('en', { type: 'ordinal' })

export function ordinal (number: number): string {
  const rule = rules.select(number)
  return words[number] ?? `${number}${rule in endings ? endings[rule as keyof typeof endings] : 'th'}`
}

/** A recommendation that may repeat an earlier one, and why that is thought. */
export interface Suggestion<Recommendation extends Comparable> {
  readonly later: Recommendation
  readonly earlier: Recommendation
  readonly sharedThemes: readonly string[]
  readonly sameLeadAgency: boolean
  /** Of all words of the two, the percentage that both have. */
  readonly likeness: number
}

// Two sentences of which two fifths of the words are the same say much the same; measured on the wording of published reviews it would be guesswork to be finer.
const alike = 40

/**
 * Recommendations of different reviews that look like one made again, and are not linked yet: they
 * share a theme and the agency that leads, or two fifths of their words. The most alike first.
 */
export function likelyRepeats<Recommendation extends Comparable> (recommendations: readonly Recommendation[]): Array<Suggestion<Recommendation>> {
  const byId = new Map(recommendations.map((each) => [each.id, each]))
  const holders = Map.groupBy(recommendations.flatMap((each, place) => each.words.map((word) => ({ word, place }))), ({ word }) => word)
  return recommendations.flatMap((later) => {
    const linked = new Set(earlierOf(later, byId))
    const shared = new Uint32Array(recommendations.length)
    for (const word of later.words) for (const { place } of holders.get(word) ?? []) shared[place] = (shared[place] ?? 0) + 1
    return recommendations.flatMap((earlier, place) => {
      if (!isBefore(earlier.madeOn, later.madeOn) || earlier.reviewId === later.reviewId || linked.has(earlier)) return []
      return suggestion(later, earlier, shared[place] ?? 0) ?? []
    })
  }).sort((one, other) => other.likeness - one.likeness || other.sharedThemes.length - one.sharedThemes.length)
}

function suggestion<Recommendation extends Comparable> (later: Recommendation, earlier: Recommendation, sharedWords: number): Suggestion<Recommendation> | undefined {
  const sharedThemes = later.themes.filter((theme) => earlier.themes.includes(theme))
  const sameLeadAgency = later.leadAgencyCode !== null && later.leadAgencyCode === earlier.leadAgencyCode
  const all = later.words.length + earlier.words.length - sharedWords
  const likeness = all === 0 ? 0 : Math.round(100 * sharedWords / all)
  if (likeness < alike && !(sameLeadAgency && sharedThemes.length > 0)) return undefined
  return { later, earlier, sharedThemes, sameLeadAgency, likeness }
}
