import type { AgencyKind } from './agency.ts'
import { addDays } from './local-date.ts'
import type { LocalDate } from './local-date.ts'

/** What has worked before for a recommendation of this kind; days count from the day on which the plan is approved. */
export interface Playbook {
  readonly key: string
  readonly title: string
  readonly reference: string
  readonly recommendationText: string
  readonly theme: string
  readonly ownerAgency: string
  readonly supportingAgencies: readonly string[]
  readonly actions: readonly PlaybookAction[]
  readonly measures: readonly PlaybookMeasure[]
}

export interface PlaybookAction {
  readonly title: string
  readonly description: string
  readonly ownerAgency: string
  readonly dueOffsetDays: number
  readonly evidenceExpected: readonly string[]
  readonly milestones: readonly PlaybookMilestone[]
}

export interface PlaybookMilestone {
  readonly title: string
  readonly dueOffsetDays: number
}

export interface PlaybookMeasure {
  readonly name: string
  readonly description: string
  readonly unit: string
  readonly numerator: string | null
  readonly denominator: string | null
  readonly direction: 'higher_is_better' | 'lower_is_better'
  readonly frequency: 'monthly' | 'quarterly' | 'six_monthly' | 'annual'
  readonly baseline: number | null
  readonly target: number | null
  readonly source: string
}

export interface PlannedAction {
  readonly title: string
  readonly description: string
  readonly ownerKind: AgencyKind | null
  readonly dueOn: LocalDate
  readonly evidenceExpected: readonly string[]
  readonly milestones: ReadonlyArray<{ readonly title: string, readonly dueOn: LocalDate }>
}

/** Turns a playbook into actions and milestones with dates, for a plan approved on that day. */
export function planFrom (playbook: Playbook, startOn: LocalDate): readonly PlannedAction[] {
  return playbook.actions.map(action => ({
    title: action.title,
    description: action.description,
    ownerKind: agencyKindNamed(action.ownerAgency),
    dueOn: addDays(startOn, action.dueOffsetDays),
    evidenceExpected: action.evidenceExpected,
    milestones: action.milestones.map(({ title, dueOffsetDays }) => ({ title, dueOn: addDays(startOn, dueOffsetDays) }))
  }))
}

/** Which kind of agency a playbook means by a name; null when it is a team that is no agency of its own, such as human resources. */
export function agencyKindNamed (name: string): AgencyKind | null {
  return agencyNames.get(name) ?? null
}

const agencyNames: ReadonlyMap<string, AgencyKind> = new Map([
  ["Children's Social Care (CSC)", 'childrens_social_care'],
  ['Adult Social Care', 'adult_social_care'],
  ['Housing', 'housing'],
  ['Midwifery (NHS maternity trust)', 'midwifery'],
  ['Health Visiting', 'health_visiting'],
  ['Integrated Care Board (ICB) / GP', 'integrated_care_board'],
  ['Public Health', 'public_health'],
  ['Police', 'police'],
  ['Probation Service', 'probation'],
  ['WDP (drug and alcohol service)', 'drug_and_alcohol_service'],
  ['Legal Services', 'legal_services'],
  ['Harrow Safeguarding Children Partnership', 'partnership_business_unit']
])
