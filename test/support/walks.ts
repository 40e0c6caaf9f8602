import type { AgencyKind } from '../../src/domain/agency.ts'

/** One of the five recommendations of the Child O review, and how its walk from response to impact goes. */
export interface Walk {
  readonly reference: string
  readonly text: string
  readonly response: 'accepted' | 'accepted_in_part' | 'accepted_in_principle'
  readonly reason?: string
  /** The agency that leads it and owns the action. */
  readonly lead: { readonly code: string, readonly kind: AgencyKind }
  readonly playbook: string
  /** The place of the action in the playbook. */
  readonly action: number
  /** What shows that the action made a difference. */
  readonly shown: { readonly kind: 'outcome' | 'voice' | 'independent', readonly statement: string }
  readonly measure: string
  /** What is observed of it until the impact is judged, by period. */
  readonly observed: Readonly<Record<string, object>>
  /** A period that the measure does not have. */
  readonly wrongPeriod: string
  /** What the measure says then, and its last observation. */
  readonly says: { readonly attainment: 'met' | 'not_met', readonly last: object }
  readonly rating: 'evidenced' | 'early_signs' | 'sustained'
}

export const walks: readonly Walk[] = [
  {
    reference: 'R1',
    text: 'CSC to develop and/or implement an internal process for debrief/ case review when a child dies or is seriously harmed',
    response: 'accepted',
    lead: { code: 'csc', kind: 'childrens_social_care' },
    playbook: 'serious-incident-debrief',
    action: 0,
    shown: { kind: 'voice', statement: 'Practitioners say that the debrief came soon enough to be of use.' },
    measure: 'Initial debrief held within 3 working days',
    observed: { '2026-Q1': { numerator: 11, denominator: 20 }, '2026-Q2': { numerator: 14, denominator: 20 }, '2026-Q3': { numerator: 20, denominator: 20 } },
    wrongPeriod: '2026-07',
    says: { attainment: 'met', last: { period: '2026-Q3', value: 100 } },
    rating: 'evidenced'
  },
  {
    reference: 'R2',
    text: 'Housing ensures that senior leaders are engaged in complex cases where child safety is an issue.',
    response: 'accepted',
    lead: { code: 'housing', kind: 'housing' },
    playbook: 'senior-housing-oversight',
    action: 1,
    shown: { kind: 'outcome', statement: 'Each of ten test calls reached someone with the authority to decide.' },
    measure: 'Complex cases with a named senior housing officer within 2 working days',
    observed: { '2026-07': { numerator: 18, denominator: 30 }, '2026-08': { numerator: 25, denominator: 32 }, '2026-09': { numerator: 27, denominator: 32 } },
    wrongPeriod: '2026-Q3',
    says: { attainment: 'not_met', last: { period: '2026-09', value: 84.375 } },
    rating: 'early_signs'
  },
  {
    reference: 'R3',
    text: 'That CSC consider monitoring and reporting on changes in social worker, with the intention of minimising case transfers.',
    response: 'accepted_in_part',
    reason: 'Monitoring is accepted in full; transfers that the safety of a child requires will go on.',
    lead: { code: 'csc', kind: 'childrens_social_care' },
    playbook: 'social-worker-continuity',
    action: 3,
    shown: { kind: 'outcome', statement: 'Avoidable transfers have fallen in each month since they need to be authorised.' },
    measure: 'Children with two or more changes of social worker in 12 months',
    observed: byMonth('2025-04', [101, 103, 100, 102, 104, 101, 100, 102, 103, 101, 100, 102, 101, 96, 88, 75, 64, 56], 400),
    wrongPeriod: '2026-H1',
    says: { attainment: 'met', last: { period: '2026-09', value: 14, signals: [{ rule: 'outside_limits', meaning: 'improvement' }] } },
    rating: 'evidenced'
  },
  {
    reference: 'R4',
    text: 'That midwifery services consider how they might develop some outreach capability – so reluctant/ hidden pregnant women can be reached and encouraged to receive ante natal services.',
    response: 'accepted_in_principle',
    reason: 'Which model, and with whose money, is decided on the needs assessment.',
    lead: { code: 'midwifery', kind: 'midwifery' },
    playbook: 'maternity-outreach',
    action: 3,
    shown: { kind: 'voice', statement: 'Women who came through the alert route say that they were not judged.' },
    measure: 'Bookings by 10+0 weeks',
    observed: byMonth('2025-10', [181, 178, 184, 180, 179, 183, 181, 180, 196, 208, 214, 219], 300),
    wrongPeriod: '2026',
    says: { attainment: 'met', last: { period: '2026-09', value: 73 } },
    rating: 'sustained'
  },
  {
    reference: 'R5',
    text: 'Harrow Partners consider the development or commissioning of  a service for women who have had children removed – such as the Pause Programme (https://www.pause.org.uk)',
    response: 'accepted_in_principle',
    reason: 'The partners find out the local need first, and decide with the business case in hand.',
    lead: { code: 'unit', kind: 'partnership_business_unit' },
    playbook: 'support-after-removal',
    action: 0,
    shown: { kind: 'independent', statement: 'The senior responsible officer knows what is to be decided, and by when.' },
    measure: 'Women starting the service (cumulative)',
    observed: { '2026-Q2': { value: 7 }, '2026-Q3': { value: 12, note: 'A second practitioner began in August.' } },
    wrongPeriod: '2026-08',
    says: { attainment: 'not_met', last: { period: '2026-Q3', value: 12, signals: [] } },
    rating: 'early_signs'
  }
]

/** Counts of so many, month by month from that one on. */
function byMonth (first: string, numerators: readonly number[], denominator: number): Record<string, object> {
  const [year = 0, month = 1] = first.split('-').map(Number)
  return Object.fromEntries(numerators.map((numerator, place) =>
    [new Date(Date.UTC(year, month - 1 + place)).toISOString().slice(0, 'yyyy-mm'.length), { numerator, denominator }]))
}
