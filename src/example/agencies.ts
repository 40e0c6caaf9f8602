import type { AgencyKind } from '../domain/agency.ts'

export interface ExampleAgency {
  readonly code: string
  readonly name: string
  readonly kind: AgencyKind
  /** What the playbooks call it, when it owns something in them. */
  readonly inPlaybooks?: string
}

/** The agencies of the case, beside the partnership's business unit. Each has its addresses under a domain that does not exist. */
export const exampleAgencies: readonly ExampleAgency[] = [
  { code: 'csc', name: "Children's Social Care", kind: 'childrens_social_care', inPlaybooks: "Children's Social Care (CSC)" },
  { code: 'housing', name: 'Housing', kind: 'housing', inPlaybooks: 'Housing' },
  { code: 'midwifery', name: 'Midwifery (NHS maternity trust)', kind: 'midwifery', inPlaybooks: 'Midwifery (NHS maternity trust)' },
  { code: 'health-visiting', name: 'Health Visiting', kind: 'health_visiting' },
  { code: 'icb', name: 'Integrated Care Board and general practice', kind: 'integrated_care_board', inPlaybooks: 'Integrated Care Board (ICB) / GP' },
  { code: 'police', name: 'Police', kind: 'police' },
  { code: 'probation', name: 'Probation Service', kind: 'probation' },
  { code: 'public-health', name: 'Public Health', kind: 'public_health', inPlaybooks: 'Public Health' },
  { code: 'adult-social-care', name: 'Adult Social Care', kind: 'adult_social_care' },
  { code: 'via', name: 'Via (drug and alcohol service)', kind: 'drug_and_alcohol_service' },
  { code: 'legal', name: 'Legal Services', kind: 'legal_services' },
  { code: 'hr', name: 'Workforce and human resources', kind: 'other', inPlaybooks: 'Workforce / HR' },
  { code: 'sexual-health', name: 'Sexual Health Service', kind: 'other' },
  { code: 'independent-reviewing', name: 'Independent Reviewing Service (child protection chairs)', kind: 'other' },
  { code: 'scrutiny', name: 'Independent scrutiny', kind: 'independent' }
]

/** The drug and alcohol service that the review knew; Via is the same service under a later name. */
export const agencyOfThen = { code: 'wdp', name: 'WDP (drug and alcohol service)', kind: 'drug_and_alcohol_service', successor: 'via' } as const

export const businessUnitInPlaybooks = 'Harrow Safeguarding Children Partnership'
