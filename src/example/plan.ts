import type { Confidence, Priority } from '../domain/action.ts'
import type { RecommendationResponse } from '../domain/recommendation.ts'
import type { PlanDay } from './history.ts'
import { continuity } from './plan/continuity.ts'
import { debrief } from './plan/debrief.ts'
import { housingOversight } from './plan/housing-oversight.ts'
import { maternityOutreach } from './plan/maternity-outreach.ts'
import { supportAfterRemoval } from './plan/support-after-removal.ts'

/** A recommendation of the review, in its own words, and the made-up story of what became of it. */
export interface ToldRecommendation {
  readonly reference: string
  readonly text: string
  readonly themes: readonly string[]
  /** The code of the agency that leads it. */
  readonly lead: string
  readonly playbook: string
  readonly response: { readonly on: PlanDay, readonly is: RecommendationResponse, readonly reason?: string }
  /** In the order of the playbook's actions. */
  readonly actions: readonly ToldAction[]
}

export interface ToldAction {
  readonly priority: Priority
  /** The codes of the agencies that help. */
  readonly with: readonly string[]
  /** Nobody leads it yet; otherwise its owner's lead does. */
  readonly withoutLead?: true
  readonly started?: PlanDay
  /** When its first milestones were reached, in the order of the playbook's. */
  readonly reached?: readonly PlanDay[]
  readonly paused?: { readonly on: PlanDay, readonly note: string, readonly until: PlanDay }
  readonly reports?: readonly ToldReport[]
}

export interface ToldReport {
  readonly on: PlanDay
  readonly narrative: string
  readonly confidence: Confidence
  readonly percentComplete: number
}

/** The five recommendations of the review. Actions, milestones and offsets come from the playbooks; everything that is told here happened to nobody. */
export const plan: readonly ToldRecommendation[] = [debrief, housingOversight, continuity, maternityOutreach, supportAfterRemoval]
