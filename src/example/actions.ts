import type { PlaybookAction } from '../domain/playbook.ts'
import { createAction } from '../features/actions/commands.ts'
import { moveAction, reportProgress } from '../features/actions/diary-commands.ts'
import { createMilestone, updateMilestone } from '../features/milestones/commands.ts'
import type { PersonRow } from '../features/people/queries.ts'
import type { Work } from '../features/work.ts'
import type { History, PlanDay } from './history.ts'
import type { Partners } from './partners.ts'
import type { ToldAction } from './plan.ts'

/** Something that somebody did on a day of the plan. */
export interface Happening {
  readonly on: PlanDay
  readonly by: PersonRow
  readonly happen: (work: Work) => Promise<unknown>
}

export interface ActionToAdd {
  readonly recommendation: { readonly id: string, readonly themes: readonly string[] }
  readonly planned: PlaybookAction
  readonly story: ToldAction
  readonly partners: Partners
}

/** Adds an action with its milestones, and gives back what its owner did about it since. */
export async function addAction (history: History, work: Work, { recommendation, planned, story, partners }: ActionToAdd): Promise<Happening[]> {
  const owner = partners.named(planned.ownerAgency)
  const lead = partners.leadOf(owner)
  const action = await createAction(work, {
    recommendationIds: [recommendation.id],
    title: planned.title,
    description: planned.description,
    themes: [...recommendation.themes],
    priority: story.priority,
    ownerAgencyId: partners.agency(owner),
    supportingAgencyIds: story.with.map(partners.agency),
    leadPersonId: story.withoutLead === true ? null : lead.id,
    dueOn: history.dateOf(planned.dueOffsetDays)
  })
  const milestoneIds: string[] = []
  for (const { title, dueOffsetDays } of planned.milestones) {
    const { id } = await createMilestone(work, action.id, { title, dueOn: history.dateOf(dueOffsetDays) })
    milestoneIds.push(id)
  }
  return progressOf(history, action.id, milestoneIds, story).map((done) => ({ ...done, by: lead }))
}

function progressOf (history: History, actionId: string, milestoneIds: readonly string[], story: ToldAction): Array<Omit<Happening, 'by'>> {
  const { started, reached = [], paused, reports = [] } = story
  const progress: Array<Omit<Happening, 'by'>> = []
  if (started !== undefined) progress.push({ on: started, happen: async (work) => await moveAction(work, actionId, { to: 'in_progress' }) })
  for (const [place, on] of reached.entries()) {
    const id = milestoneIds[place] ?? ''
    progress.push({ on, happen: async (work) => await updateMilestone(work, id, { completedOn: work.today }) })
  }
  for (const { on, ...report } of reports) progress.push({ on, happen: async (work) => await reportProgress(work, actionId, report) })
  if (paused !== undefined) progress.push({ on: paused.on, happen: async (work) => await moveAction(work, actionId, { to: 'paused', note: paused.note, resumeOn: history.dateOf(paused.until) }) })
  return progress
}
