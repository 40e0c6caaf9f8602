import type { AgencyKind } from './agency.ts'
import { fieldRefusal } from './field-refusal.ts'
import { addDays } from './local-date.ts'
import type { LocalDate } from './local-date.ts'
import type { Direction, Frequency } from './measure.ts'

/** What has worked before for a recommendation of this kind; days count from the day on which the plan is approved. */
export interface Playbook {
  readonly key: string
  readonly title: string
  readonly reference: string
  readonly recommendationText: string
  readonly theme: string
  readonly ownerAgency: string
  /** The kind of agency that is meant; null for a team that is no agency of its own, such as human resources. */
  readonly ownerKind: AgencyKind | null
  readonly supportingAgencies: readonly string[]
  readonly supportingKinds: readonly AgencyKind[]
  readonly actions: readonly PlaybookAction[]
  readonly measures: readonly PlaybookMeasure[]
}

export interface PlaybookAction {
  readonly title: string
  readonly description: string
  readonly ownerAgency: string
  readonly ownerKind: AgencyKind | null
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
  readonly direction: Direction
  readonly frequency: Frequency
  readonly baseline: number | null
  readonly target: number | null
  readonly source: string
}

/** Who could do the work of a plan. */
export interface Partners {
  /** The agencies that exist today. */
  readonly agencies: ReadonlyArray<{ readonly id: string, readonly kind: AgencyKind }>
  readonly leadAgencyId: string | null
  /** The agency that is to own every action, when one was named. */
  readonly ownerAgencyId: string | undefined
}

export interface PlannedAction {
  readonly title: string
  readonly description: string
  readonly ownerAgencyId: string
  readonly supportingAgencyIds: readonly string[]
  readonly dueOn: LocalDate
  readonly milestones: ReadonlyArray<{ readonly title: string, readonly dueOn: LocalDate }>
}

export interface Plan {
  readonly actions: readonly PlannedAction[]
  readonly measures: ReadonlyArray<PlaybookMeasure & { readonly ownerAgencyId: string }>
}

/** Turns a playbook into a plan with dates and owners, for a partnership that approves it on that day. */
export function planFrom (playbook: Playbook, startOn: LocalDate, partners: Partners): Plan {
  const supporters = supportersOf(playbook, partners)
  return {
    actions: playbook.actions.map((action) => planned(action, startOn, ownerOf(action, partners), supporters)),
    measures: playbook.measures.map((measure) => ({ ...measure, ownerAgencyId: ownerOf(playbook, partners) }))
  }
}

function planned (action: PlaybookAction, startOn: LocalDate, ownerAgencyId: string, supporters: readonly string[]): PlannedAction {
  return {
    title: action.title,
    // Owners see here what they will be asked for.
    description: [action.description, ...evidenceIn(action)].join('\n\n'),
    ownerAgencyId,
    supportingAgencyIds: supporters.filter((id) => id !== ownerAgencyId),
    dueOn: addDays(startOn, action.dueOffsetDays),
    milestones: action.milestones.map(({ title, dueOffsetDays }) => ({ title, dueOn: addDays(startOn, dueOffsetDays) }))
  }
}

function evidenceIn ({ evidenceExpected }: PlaybookAction): string[] {
  return evidenceExpected.length === 0 ? [] : [`Evidence expected: ${evidenceExpected.join('; ')}.`]
}

function ownerOf ({ ownerAgency, ownerKind }: Pick<PlaybookAction, 'ownerAgency' | 'ownerKind'>, partners: Partners): string {
  const owner = partners.ownerAgencyId ?? theOneOf(ownerKind, partners) ?? partners.leadAgencyId
  if (owner !== null) return owner
  throw fieldRefusal('rule-broken', 'ownerAgencyId',
    `The playbook names ${ownerAgency}${ownerKind === null ? '' : ` (${ownerKind})`}; there is not exactly one such agency today, and no agency leads the recommendation. Name the owner, or the lead first.`)
}

/** Where one agency was named to own everything, the one that the playbook has in mind has no part by itself. */
function supportersOf ({ ownerKind, supportingKinds }: Playbook, partners: Partners): string[] {
  const kinds = partners.ownerAgencyId === undefined ? [ownerKind, ...supportingKinds] : supportingKinds
  return [...new Set(kinds.flatMap((kind) => theOneOf(kind, partners) ?? []))]
}

/** Of several of a kind, such as two housing authorities, none is the one that is meant. */
function theOneOf (kind: AgencyKind | null, { agencies }: Partners): string | undefined {
  const [first, ...others] = agencies.filter((agency) => agency.kind === kind)
  return others.length === 0 ? first?.id : undefined
}

/** What is wrong with a set of playbooks, each in its form, in words for whoever wrote them. */
export function faultsIn (playbooks: readonly Playbook[]): string[] {
  const keys = playbooks.map(({ key }) => key)
  return [
    ...keys.filter((key, place) => keys.indexOf(key) !== place).map((key) => `${key}: another playbook has this key`),
    ...playbooks.flatMap(({ key, actions }) => actions.flatMap(({ title, dueOffsetDays, milestones }) =>
      milestones.filter((milestone) => milestone.dueOffsetDays > dueOffsetDays)
        .map((milestone) => `${key}: the milestone “${milestone.title}” comes after its action “${title}”`)))
  ]
}
