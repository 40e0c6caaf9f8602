import type { Warning } from './warning.ts'

export const smartWarningCodes = [
  'only_consider', 'no_measurable_verb', 'no_lead_agency', 'several_owners', 'no_date', 'undefined_term'
] as const

export type SmartWarningCode = typeof smartWarningCodes[number]

export interface RecommendationFacts {
  readonly text: string
  readonly leadAgencyId: string | null
  /** How many of its actions have a due date. */
  readonly datedActions: number
}

/** Tells what a recommendation lacks to be specific, measurable, assigned and dated. It warns and never refuses: the words are the review's. */
export function smartWarnings (recommendation: RecommendationFacts): ReadonlyArray<Warning<SmartWarningCode>> {
  return smartWarningCodes.flatMap(code => {
    const message = checks[code](recommendation)
    return message === undefined ? [] : [{ code, message }]
  })
}

const checks: Record<SmartWarningCode, (recommendation: RecommendationFacts) => string | undefined> = {
  only_consider: ({ text }) => asksToConsider.test(text)
    ? 'It only asks to consider, which considering fulfils: record a dated decision with its reasons, then plan the delivery.'
    : undefined,
  no_measurable_verb: ({ text }) => naming(text, weakWording, words =>
    `Its wording cannot be measured (${words}): say what will be done and how anyone could tell that it was.`),
  no_lead_agency: ({ leadAgencyId }) => leadAgencyId === null
    ? 'No agency leads it: record one lead agency.'
    : undefined,
  several_owners: ({ text }) => naming(ownerIn(text), collectives, words =>
    `It has no single owner (${words}): name one lead agency and one senior responsible officer.`),
  no_date: ({ datedActions }) => datedActions === 0
    ? 'Nothing says by when: no action with a due date answers it yet.'
    : undefined,
  undefined_term: ({ text }) => naming(text, undefinedTerms, words =>
    `It turns on ${words}: agree what that means and who decides.`)
}

const asksToConsider = /\bconsider(s|ing)?\b/i

/**
 * Weak wording that draws vague answers; "consider" is left out because it has its own warning.
 * "Review" is weak as a verb only: a case review is a thing that one can hold.
 */
const weakWording: readonly RegExp[] = [
  /\breview(?:s|ing)?(?= (?:the|its|their|how|whether|all|existing|current|any)\b)/i,
  /(?<=\b(?:to|should|must|will) )review\b/i,
  /\bensur(?:e|es|ed|ing)\b/i,
  /\bremind(?:s|ed|ing)?\b/i,
  /\brais(?:e|es|ed|ing) (?:[a-z]+ )?awareness\b/i,
  /\bexplor(?:e|es|ed|ing)\b/i,
  /\bpromot(?:e|es|ed|ing)\b/i,
  /\b(?:be|are|is) mindful\b/i,
  /\band ?\/ ?or\b/i,
  /\bwhere appropriate\b/i
]

/** Words on which a recommendation turns and which each reader fills differently. */
const undefinedTerms: readonly RegExp[] = [
  /\bcomplex cases?\b/i,
  /\bengage(?:d|ment)\b/i,
  /\breached\b/i,
  /\btimely\b/i,
  /\brobust(?:ly)?\b/i
]

const collectives: readonly RegExp[] = [
  /\bpartners\b/i,
  /\b(?:agencies|organisations|boards|authorities)\b/i,
  /\beveryone\b/i
]

/** Whom a recommendation addresses stands before its first verb: "Harrow Partners consider …", "CSC to develop …". */
function ownerIn (text: string): string {
  const verb = /\b(?:to|should|must|will|shall|needs?)\b|\b(?:consider|ensur|review|develop|explor|promot|remind|rais)/i.exec(text)
  return verb === null ? '' : text.slice(0, verb.index)
}

function naming (text: string, patterns: readonly RegExp[], message: (words: string) => string): string | undefined {
  const found = patterns.flatMap(pattern => pattern.exec(text)?.[0] ?? [])
  if (found.length === 0) return undefined
  return message([...new Set(found)].map(words => `“${words}”`).join(' and '))
}
