import { correctDueDate } from '../../domain/due-date.ts'
import { sameValue } from '../../domain/event.ts'
import type { RowVerdict } from '../../domain/import.ts'
import { takeOverStatus } from '../../domain/imported-status.ts'
import type { TakenOver } from '../../domain/imported-status.ts'
import type { PlanColumnKey } from '../../domain/plan-column.ts'
import type { PlanRowAction } from '../../domain/plan-row.ts'
import { isRestricted, newAction } from '../actions/commands.ts'
import type { Answered } from '../actions/commands.ts'
import type { ActionRow, ShownAction } from '../actions/queries.ts'
import { refuseEndedOwner } from '../actions/workforce.ts'
import type { AgencyRow } from '../agencies/queries.ts'
import type { RecommendationRow } from '../recommendations/queries.ts'
import type { ReviewRow } from '../reviews/queries.ts'
import type { Work } from '../work.ts'
import type { PlanChanges } from './plan-changes.ts'
import { agencyNamed } from './plan-context.ts'
import type { Mentioned, PlanContext } from './plan-context.ts'
import type { JudgedRecommendations } from './row-recommendation.ts'
import type { RowRemarks } from './row-remarks.ts'

/** The action of a row, and what the row names beside it; undefined: that has a fault, so that nothing is made of the row. */
export interface NamedAction {
  readonly action: PlanRowAction
  readonly owner: AgencyRow | undefined
  readonly review: Mentioned<ReviewRow> | undefined
  readonly recommendations: JudgedRecommendations['all'] | undefined
  /** The action of this number, as it is; undefined: there is none, or nobody knows. */
  readonly before: ShownAction | undefined
  /** What a new action was called when the row was looked at first. */
  readonly id: string | null
}

export interface Judged { readonly verdict: RowVerdict, readonly actionId: string | null }

/** What a row makes of its action: a new one, a change of one, or nothing. */
export function judgeAction (work: Work, context: PlanContext, changes: PlanChanges, named: NamedAction, remarks: RowRemarks): Judged {
  const workforce = workforceOf(context, named.action, remarks)
  if (named.before !== undefined) return changeAction(work, changes, named, named.before, workforce, remarks)
  const row = addedAction(work, named, workforce, remarks)
  if (row === undefined || named.recommendations === undefined) return { verdict: 'refused', actionId: null }
  changes.newActions.push({ row, notes: named.action.notes })
  countMinted(changes, named.recommendations[0])
  return { verdict: 'added', actionId: row.id }
}

type Workforce = Partial<Pick<ActionRow, 'supportingAgencyIds' | 'leadPersonId'>>

function workforceOf (context: PlanContext, { supportingAgencies, leadEmail, themes }: PlanRowAction, remarks: RowRemarks): Workforce {
  if (themes !== undefined) remarks.refuseListOutOfBounds('themes', themes)
  const supporters = supportingAgencies?.map((written) => ({ written, found: agencyNamed(context, written) }))
  for (const { written, found } of supporters ?? []) if (typeof found === 'string') remarks.fault('supportingAgencies', `${written.slice(0, 100)} ${found}`)
  const ids = supporters?.flatMap(({ found }) => typeof found === 'string' ? [] : [found.id])
  if (ids !== undefined) remarks.refuseListOutOfBounds('supportingAgencies', ids)
  const leadPersonId = leadEmail === undefined ? undefined : context.people.get(leadEmail.toLowerCase())
  if (leadEmail !== undefined && leadPersonId === undefined) remarks.fault('leadEmail', 'is the address of no active person of this partnership')
  return { ...(ids === undefined ? {} : { supportingAgencyIds: ids }), ...(leadPersonId === undefined ? {} : { leadPersonId }) }
}

function addedAction (work: Work, { action, owner, review, recommendations, id }: NamedAction, workforce: Workforce, remarks: RowRemarks): ActionRow | undefined {
  const { title, priority, dueOn, externalReference, description, themes, percentComplete } = action
  if (owner !== undefined) remarks.unlessRefused(() => 'ownerAgency', () => { refuseEndedOwner(work, { ownerAgencyName: owner.name, ownerValidFrom: owner.validFrom, ownerValidTo: owner.validTo }) })
  const begun = begunAs(work, action, remarks)
  if (begun === undefined || owner === undefined || review === undefined || recommendations === undefined) return undefined
  if (title === undefined || priority === undefined || dueOn === undefined || externalReference === undefined) return undefined
  const row = newAction(work, {
    recommendationIds: recommendations.map(({ row }) => row.id), title, ownerAgencyId: owner.id, priority, dueOn, externalReference,
    ...(description === undefined ? {} : { description }), ...(themes === undefined ? {} : { themes: [...themes] }), ...(percentComplete === undefined ? {} : { percentComplete }), ...workforce
  }, answered(review, recommendations))
  return { ...row, ...begun, ...(id === null ? {} : { id }) }
}

/** How far a new action had come; undefined: it cannot be so, or nobody can read it. */
function begunAs (work: Work, { status, startedOn, completedOn, dueOn, originalDueOn }: PlanRowAction, remarks: RowRemarks): TakenOver['begun'] {
  const orWhenEmpty = <Value, Otherwise>(column: PlanColumnKey, value: Value, otherwise: Otherwise) => remarks.isUnread(column) ? undefined : value ?? otherwise
  const { begun, faults } = takeOverStatus({
    status: orWhenEmpty('status', status, 'not_started' as const),
    startedOn: orWhenEmpty('startedOn', startedOn, null),
    completedOn: orWhenEmpty('completedOn', completedOn, null),
    dueOn,
    originalDueOn: orWhenEmpty('originalDueOn', originalDueOn, dueOn)
  }, work.today)
  for (const { pointer, detail } of faults) remarks.fault(pointer.slice(1) as PlanColumnKey, detail) // these fields have a column of their name
  return begun
}

function answered ({ row: review }: Mentioned<ReviewRow>, recommendations: JudgedRecommendations['all']): Answered {
  const [first, ...others] = recommendations.map(({ row: { partnershipId, id, reference, reviewId, actionsMinted } }) =>
    ({ partnershipId, id, reference, reviewId, actionsMinted, reviewReference: review.reference, reviewRestricted: review.restricted }))
  return [first as Answered[0], ...others] // as many as there are recommendations: at least one
}

function countMinted ({ minted }: PlanChanges, first: Mentioned<RecommendationRow>): void {
  first.row = { ...first.row, actionsMinted: first.row.actionsMinted + 1 }
  minted.set(first.row.id, (minted.get(first.row.id) ?? 0) + 1)
}

function changeAction (work: Work, changes: PlanChanges, named: NamedAction, before: ShownAction, workforce: Workforce, remarks: RowRemarks): Judged {
  const { action, review, recommendations } = named
  const { title, description, priority, themes } = action
  const dueOn = dueOnWanted(work, before, action, remarks)
  noteWhatStays(before, action, remarks)
  if (review === undefined || recommendations === undefined) return { verdict: 'refused', actionId: before.id }
  const ids = recommendations.map(({ row }) => row.id)
  const answersThem = ids.every((id) => before.recommendationIds.includes(id))
  const wanted: Partial<ActionRow> = {
    dueOn,
    ...(title === undefined ? {} : { title }),
    ...(priority === undefined ? {} : { priority }),
    ...(description === undefined ? {} : { description }),
    ...(themes === undefined ? {} : { themes: [...themes] }),
    ...(answersThem ? {} : { recommendationIds: ids, restricted: isRestricted(answered(review, recommendations)) }),
    ...workforce
  }
  // Two reviews' actions are numbered 1, 2, 3 alike; neither is meant by the other's plan.
  if (!answersThem && !before.reference.startsWith(`${review.row.reference}/`)) remarks.fault('externalReference', `is the number of ${before.reference} already, an action of another review: the numbers of an owner agency are its own over all reviews, such as ${review.row.reference}-${before.externalReference?.slice(0, 20) ?? ''}`)
  const patch = Object.fromEntries(Object.entries(wanted).filter(([field, value]) => !sameValue(before[field as keyof ActionRow], value)))
  if (Object.keys(patch).length === 0) return { verdict: 'unchanged', actionId: before.id }
  changes.changedActions.push({ before, after: { ...before, ...patch, version: before.version + 1, updatedAt: work.now } })
  return { verdict: 'changed', actionId: before.id }
}

/** A plan that was not kept up has the first date still: what was agreed since stands. */
function dueOnWanted (work: Work, before: ShownAction, { dueOn }: PlanRowAction, remarks: RowRemarks): string {
  if (dueOn === undefined) return before.dueOn
  if (dueOn === before.originalDueOn && dueOn !== before.dueOn) {
    remarks.note('dueOn', `is the original date; ${before.dueOn} has been agreed since, and stays`)
    return before.dueOn
  }
  return remarks.unlessRefused(() => 'dueOn', () => correctDueDate(before, dueOn, work.by, work.today))?.dueOn ?? before.dueOn
}

/** How far an action has come is told here by those who do it, once it is here. */
function noteWhatStays (before: ShownAction, action: PlanRowAction, remarks: RowRemarks): void {
  const { status, originalDueOn, percentComplete } = action
  if (status === 'completed' && before.status !== 'completed') remarks.fault('status', `cannot complete an action that is ${before.status} here: it is completed by evidence and sign-off`)
  else if (status !== undefined && status !== before.status) remarks.note('status', `stays ${before.status}: once an action is here, its status moves by its transitions`)
  if (originalDueOn !== undefined && originalDueOn !== before.originalDueOn) remarks.note('originalDueOn', `stays ${before.originalDueOn}: it never changes`)
  if (percentComplete !== undefined && percentComplete !== before.percentComplete) remarks.note('percentComplete', `stays ${before.percentComplete}: its owner reports it`)
}
