import type { Confidence, Priority } from '../domain/action.ts'
import type { AssessmentOutcome, EvidenceKind } from '../domain/evidence.ts'
import type { ExtensionOutcome } from '../domain/extension.ts'
import type { ImpactRating } from '../domain/impact-review.ts'
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
  readonly series?: readonly ToldSeries[]
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
  readonly extensions?: readonly ToldExtension[]
  readonly evidence?: readonly ToldEvidence[]
  /** Each day on which its lead submitted it. */
  readonly submitted?: readonly PlanDay[]
  readonly returned?: { readonly on: PlanDay, readonly note: string }
  readonly signedOff?: PlanDay
  readonly impact?: ToldImpact
}

export interface ToldReport {
  readonly on: PlanDay
  readonly narrative: string
  readonly confidence: Confidence
  readonly percentComplete: number
}

export interface ToldExtension {
  readonly on: PlanDay
  readonly until: PlanDay
  readonly reason: string
  /** What keeps children safe until then. */
  readonly control: string
  readonly decided?: { readonly on: PlanDay, readonly outcome: ExtensionOutcome, readonly reason: string }
}

/** Independent evidence is the scrutineer's, all other the lead's. It is words or a file. */
export interface ToldEvidence {
  readonly on: PlanDay
  readonly kind: EvidenceKind
  readonly title: string
  readonly words?: { readonly statement: string } | { readonly url: string }
  readonly file?: { readonly name: string, readonly text: string }
  /** Its place among the action's pieces, from 0, of the one that it corrects. */
  readonly replaces?: number
  readonly judged?: { readonly on: PlanDay, readonly outcome: AssessmentOutcome, readonly comment?: string }
  readonly withdrawn?: PlanDay
}

export interface ToldImpact {
  readonly on: PlanDay
  readonly rating: ImpactRating
  readonly narrative: string
}

/** A measure of the playbook, month by month. */
export interface ToldSeries {
  /** As the playbook calls it. */
  readonly measure: string
  /** The day on which its past was reported. */
  readonly from: PlanDay
  /** Numerator and denominator of each month, up to the latest that has been counted. */
  readonly counts: ReadonlyArray<readonly [numerator: number, denominator: number]>
  /** Of the month in which something happened. */
  readonly notes?: ReadonlyArray<{ readonly on: PlanDay, readonly text: string }>
}

/** The five recommendations of the review. Actions, milestones and measures come from the playbooks; everything that is told here happened to nobody. */
export const plan: readonly ToldRecommendation[] = [debrief, housingOversight, continuity, maternityOutreach, supportAfterRemoval]
