import { updateAction } from '../features/actions/commands.ts'
import { moveAction, reportProgress } from '../features/actions/diary-commands.ts'
import { updateMilestone } from '../features/milestones/commands.ts'
import type { Work } from '../features/work.ts'
import type { Happening, History } from './history.ts'
import type { Partners } from './partners.ts'
import type { ToldAction } from './plan.ts'

/** An action that the playbook has planned, and what is still to be told of it. */
export interface StartedStory {
  readonly id: string
  /** In the order of the playbook's. */
  readonly milestoneIds: readonly string[]
  /** The code of the agency that owns it. */
  readonly owner: string
  readonly story: ToldAction
}

/** Says of an action what no playbook can know: how urgent it is, who leads it and who helps. */
export async function entrust (work: Work, { id, owner, story }: StartedStory, partners: Partners): Promise<void> {
  await updateAction(work, id, {
    priority: story.priority,
    ownerAgencyId: partners.agency(owner),
    supportingAgencyIds: story.with.map(partners.agency),
    leadPersonId: story.withoutLead === true ? null : partners.leadOf(owner).id
  })
}

/** What its lead has done about an action since. */
export function progressOf (history: History, { id, milestoneIds, owner, story }: StartedStory, { leadOf }: Partners): Happening[] {
  const { started, reached = [], paused, reports = [] } = story
  const by = leadOf(owner)
  const progress: Happening[] = []
  if (started !== undefined) progress.push({ on: started, by, happen: async (work) => await moveAction(work, id, { to: 'in_progress' }) })
  for (const [place, on] of reached.entries()) {
    const milestoneId = milestoneIds[place]
    if (milestoneId === undefined) throw new Error(`The example reaches milestone ${place + 1} of an action whose playbook has ${milestoneIds.length}.`)
    progress.push({ on, by, happen: async (work) => await updateMilestone(work, milestoneId, { completedOn: work.today }) })
  }
  for (const { on, ...report } of reports) progress.push({ on, by, happen: async (work) => await reportProgress(work, id, report) })
  if (paused !== undefined) progress.push({ on: paused.on, by, happen: async (work) => await moveAction(work, id, { to: 'paused', note: paused.note, resumeOn: history.dateOf(paused.until) }) })
  return progress
}
