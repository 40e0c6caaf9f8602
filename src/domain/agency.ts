import { isAfter, isBefore } from './local-date.ts'
import type { LocalDate } from './local-date.ts'
import { Refusal } from './refusal.ts'

export const agencyKinds = [
  'childrens_social_care', 'adult_social_care', 'housing', 'midwifery', 'hospital_trust', 'mental_health_trust',
  'health_visiting', 'integrated_care_board', 'general_practice', 'public_health', 'police', 'probation',
  'drug_and_alcohol_service', 'education', 'legal_services', 'voluntary_sector', 'partnership_business_unit',
  'independent', 'other'
] as const

export type AgencyKind = typeof agencyKinds[number]

export interface Validity {
  readonly validFrom: LocalDate | null
  /** The last day on which the agency exists. */
  readonly validTo: LocalDate | null
}

export interface Succession {
  readonly id: string
  readonly successorId: string | null
}

/** Whether the agency exists on that day; its last day still counts. */
export function isCurrent (agency: Validity, today: LocalDate): boolean {
  const begun = agency.validFrom === null || !isAfter(agency.validFrom, today)
  const ended = agency.validTo !== null && isBefore(agency.validTo, today)
  return begun && !ended
}

/** Who answers for an agency's work today: itself while it exists, then the first of its successors that does. */
export function currentSuccessor<A extends Succession & Validity> (agency: A, byId: ReadonlyMap<string, A>, today: LocalDate): A | undefined {
  return successionOf(agency, byId).find(each => isCurrent(each, today))
}

/** Whether naming this successor would make an agency follow itself, directly or through others. */
export function wouldMakeCycle<A extends Succession> (agencyId: string, successorId: string, byId: ReadonlyMap<string, A>): boolean {
  const successor = byId.get(successorId)
  if (successorId === agencyId) return true
  return successor !== undefined && successionOf(successor, byId).some(each => each.successorId === agencyId)
}

function successionOf<A extends Succession> (agency: A, byId: ReadonlyMap<string, A>): readonly A[] {
  const chain = [agency]
  for (let next = successorOf(agency, byId); next !== undefined; next = successorOf(next, byId)) {
    if (chain.includes(next)) {
      throw new Refusal('rule-broken', 'The successors of this agency lead back to itself; give one of them no successor.', { agencyId: next.id })
    }
    chain.push(next)
  }
  return chain
}

function successorOf<A extends Succession> (agency: A, byId: ReadonlyMap<string, A>): A | undefined {
  return agency.successorId === null ? undefined : byId.get(agency.successorId)
}
