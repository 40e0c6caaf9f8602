import type { EvidenceCounts } from './action-evidence.ts'
import { isOpen } from './action.ts'
import type { DeliveryStatus } from './action.ts'
import { fieldRefusal } from './field-refusal.ts'
import { isAfter } from './local-date.ts'
import type { LocalDate } from './local-date.ts'
import type { Role } from './person.ts'
import { Refusal } from './refusal.ts'
import { requireSeparateDuties } from './separation-of-duties.ts'
import type { Judge, JudgedWork } from './separation-of-duties.ts'

/** How much did we do, how well, what difference did it make, in whose words, and is it true? */
export const evidenceKinds = ['output', 'process', 'outcome', 'voice', 'independent'] as const

export type EvidenceKind = typeof evidenceKinds[number]

export const evidenceStates = ['submitted', 'accepted', 'returned', 'withdrawn'] as const

export type EvidenceState = typeof evidenceStates[number]

/** What a piece of evidence is made of. */
export const evidenceForms = ['file', 'link', 'statement'] as const

export type EvidenceForm = typeof evidenceForms[number]

/** What the malware scanner said; `skipped` when there is none, or nothing to scan. */
export const scans = ['pending', 'clean', 'infected', 'skipped'] as const

export type Scan = typeof scans[number]

export const assessmentOutcomes = ['accepted', 'returned'] as const

export type AssessmentOutcome = typeof assessmentOutcomes[number]

/** Refuses evidence from the wrong side: those who do the work do not vouch for it, and those who test it do nothing else. */
export function refuseWrongSide (kind: EvidenceKind, role: Role): void {
  if ((role === 'scrutineer') !== (kind === 'independent')) {
    throw new Refusal('forbidden-evidence', role === 'scrutineer'
      ? `A scrutineer adds independent evidence only; ${kind} evidence comes from the agencies that do the work.`
      : 'Independent evidence comes from a scrutineer; the agencies that do the work add output, process, outcome or voice.')
  }
}

/** Refuses evidence for an action that nothing is added to any more. */
export function requireAddable (action: { readonly status: DeliveryStatus }, role: Role): void {
  if (isOpen(action) || (role === 'scrutineer' && action.status === 'completed')) return
  throw new Refusal('action-not-open', `The action is ${action.status}; it has to be reopened before evidence is added.`, { actionStatus: action.status })
}

/** Refuses evidence of what has not happened yet. */
export function refuseFutureEvidence (effectiveOn: LocalDate, today: LocalDate): void {
  if (isAfter(effectiveOn, today)) {
    throw fieldRefusal('rule-broken', 'effectiveOn', `Evidence cannot be of ${effectiveOn}, which has not come yet; give today, ${today}, or an earlier day.`)
  }
}

/** Which form the words have: a link or a statement, one and not both. */
export function formOf ({ url, statement }: { readonly url?: string, readonly statement?: string }): 'link' | 'statement' {
  if ((url === undefined) === (statement === undefined)) {
    throw fieldRefusal('rule-broken', 'statement', 'A piece of evidence is one thing: give a url, or a statement, or send a file as multipart/form-data.')
  }
  return url === undefined ? 'statement' : 'link'
}

/** Refuses to take back what was accepted or is already taken back. */
export function requireWithdrawable (evidence: { readonly state: EvidenceState }): void {
  if (evidence.state === 'submitted' || evidence.state === 'returned') return
  throw new Refusal('already-decided', `This piece of evidence is ${evidence.state}; only what is submitted or returned can be withdrawn.`, { state: evidence.state })
}

interface Judgeable {
  readonly state: EvidenceState
  readonly scan: Scan
  readonly sha256: string
  /** The piece that was handed in in its place; null: none was, or it was withdrawn. */
  readonly replacedById: string | null
}

export interface Assessment { readonly outcome: AssessmentOutcome, readonly comment?: string, readonly sha256: string }

/** Judges a piece of evidence, in the contract's order: whose judgement (403), of which content (412), in what state (409), with what said (422). */
export function requireAssessable (evidence: Judgeable, work: JudgedWork, judge: Judge, assessment: Assessment): void {
  requireSeparateDuties(work, judge)
  requireSameContent(evidence, assessment.sha256)
  if (assessment.outcome === 'accepted') refuseReplaced(evidence)
  if (evidence.state !== 'submitted') {
    throw new Refusal('already-decided', `This piece of evidence is ${evidence.state}; only what is submitted can be assessed.`, { state: evidence.state })
  }
  if (assessment.outcome === 'accepted') refuseWithheld(evidence)
  if (assessment.outcome === 'returned' && (assessment.comment ?? '').trim() === '') {
    throw fieldRefusal('reason-required', 'comment', 'Evidence is returned with a comment that says what is missing.')
  }
}

function requireSameContent (evidence: Judgeable, sha256: string): void {
  if (sha256.toLowerCase() === evidence.sha256) return
  throw new Refusal('stale-content', `The sha256 is not that of this evidence, which is ${evidence.sha256}: read it again, and judge what is there.`, { currentSha256: evidence.sha256 })
}

/** What something else was handed in for can be returned, and is not accepted any more. */
function refuseReplaced ({ replacedById }: Judgeable): void {
  if (replacedById === null) return
  throw new Refusal('stale-content', `Something else has been handed in in its place, ${replacedById}: judge that, or return this one.`, { replacedById })
}

/** Refuses to give out what was taken back, such as a file that went to the wrong place, to others than its agency and the coordinators. */
export function refuseWithdrawn ({ state, byAgencyId }: { readonly state: EvidenceState, readonly byAgencyId: string | null }, reader: { readonly role: Role, readonly agencyId: string | null }): void {
  if (state !== 'withdrawn' || reader.role === 'coordinator' || (byAgencyId !== null && byAgencyId === reader.agencyId)) return
  throw new Refusal('content-withheld', 'This was withdrawn; the agency that handed it in and the coordinators can still read it.', { state })
}

/** Refuses a file that the malware scanner has not let pass: nobody can have read it. */
export function refuseWithheld (evidence: { readonly scan: Scan }): void {
  if (evidence.scan === 'infected') throw new Refusal('content-withheld', 'The malware scanner found something in this file; it is kept from everyone. Hand in a clean file.', { scan: evidence.scan })
  if (evidence.scan === 'pending') throw new Refusal('content-withheld', 'The malware scanner has not looked at this file yet. Ask again in some minutes.', { scan: evidence.scan })
}

export interface CountedEvidence {
  readonly kind: EvidenceKind
  readonly state: EvidenceState
  readonly scan: Scan
  readonly round: number
  /** The agency whose reviewer judged it; null while nobody has. */
  readonly assessedByAgencyId: string | null
}

/** An action as far as its evidence is concerned. */
export interface Round { readonly reopenings: number, readonly ownerAgencyId: string }

/** Whether a piece counts towards completion: accepted in this round, by an agency that has not become the owner since. */
export function countsTowardsCompletion (evidence: CountedEvidence, action: Round): boolean {
  return evidence.state === 'accepted' && evidence.round === action.reopenings && evidence.assessedByAgencyId !== action.ownerAgencyId
}

/** What an action has to show in its present round. */
export function countEvidence (pieces: readonly CountedEvidence[], action: Round): EvidenceCounts {
  const counting = pieces.filter((piece) => countsTowardsCompletion(piece, action))
  const isDelivery = ({ kind }: CountedEvidence): boolean => kind === 'output' || kind === 'process'
  return {
    total: pieces.filter(({ round, state, scan }) => round === action.reopenings && state !== 'withdrawn' && scan !== 'infected').length,
    acceptedDelivery: counting.filter(isDelivery).length,
    acceptedImpact: counting.filter((piece) => !isDelivery(piece)).length
  }
}
