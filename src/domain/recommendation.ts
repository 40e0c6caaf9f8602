import type { Impact } from './action.ts'
import { fieldRefusal } from './field-refusal.ts'
import { isAfter } from './local-date.ts'
import type { LocalDate } from './local-date.ts'

export const responses = [
  'awaiting_response', 'accepted', 'accepted_in_part', 'accepted_in_principle', 'not_accepted', 'superseded', 'referred_on'
] as const

export type RecommendationResponse = typeof responses[number]

/** Responses after which there is something to do, or an answer to give. */
export const openResponses = ['awaiting_response', 'accepted', 'accepted_in_part', 'accepted_in_principle'] as const satisfies readonly RecommendationResponse[]

/** Whether it is to be acted on, or may yet be. */
export function isTakenUp (response: RecommendationResponse): boolean {
  return openResponses.some((open) => open === response)
}

export const scopes = ['local', 'regional', 'national'] as const

export type Scope = typeof scopes[number]

export interface ResponseRecord {
  readonly response: RecommendationResponse
  readonly responseReason: string | null
  readonly respondedOn: LocalDate | null
}

export type ResponseInput = { readonly [Field in keyof ResponseRecord]?: ResponseRecord[Field] | undefined }

/**
 * Whether the response must be explained. Only safeguarding adults boards owe reasons by law
 * (Care Act 2014); here every partnership that accepts less than the whole gives them.
 */
export function needsReason (response: RecommendationResponse): boolean {
  return response !== 'accepted' && response !== 'awaiting_response'
}

/** Records what the partnership answers to a recommendation: with a reason unless it simply accepts, and no later than today. */
export function decideResponse (before: ResponseRecord, input: ResponseInput, today: LocalDate): ResponseRecord {
  const response = input.response ?? before.response
  if (response === 'awaiting_response') return { response, responseReason: null, respondedOn: null }
  // A new response is not explained by the reason, nor dated by the day, of the one that it replaces.
  const standing = response === before.response ? before : undefined
  return {
    response,
    responseReason: reasonFor(response, input.responseReason === undefined ? standing?.responseReason : input.responseReason),
    respondedOn: notInTheFuture(input.respondedOn ?? standing?.respondedOn ?? today, today)
  }
}

function reasonFor (response: RecommendationResponse, given: string | null | undefined): string | null {
  const reason = given?.trim() ?? ''
  if (reason === '' && needsReason(response)) {
    throw fieldRefusal('reason-required', 'responseReason', `The response ${response} needs a reason; only accepted goes without.`)
  }
  return reason === '' ? null : reason
}

function notInTheFuture (respondedOn: LocalDate, today: LocalDate): LocalDate {
  if (isAfter(respondedOn, today)) {
    throw fieldRefusal('rule-broken', 'respondedOn', `respondedOn ${respondedOn} is in the future; it can be ${today} at the latest.`)
  }
  return respondedOn
}

/** An action that was looked at and changed nothing weighs more than one that nobody has looked at yet. */
export const impactsFromWorstToBest = [
  'no_improvement_found', 'no_evidence', 'not_yet_assessed', 'early_signs', 'evidenced', 'sustained'
] as const satisfies readonly Impact[]

/** What a recommendation has achieved: no more than the worst of its completed actions; null while none is completed. */
export function worstImpact (impacts: readonly Impact[]): Impact | null {
  return impactsFromWorstToBest.find(impact => impacts.includes(impact)) ?? null
}
