import { isCurrent } from '../../domain/agency.ts'
import { fieldRefusal } from '../../domain/field-refusal.ts'
import { planFrom } from '../../domain/playbook.ts'
import type { Plan, PlannedAction, Playbook } from '../../domain/playbook.ts'
import { Refusal } from '../../domain/refusal.ts'
import { createAction } from '../actions/commands.ts'
import { listAllAgencies } from '../agencies/queries.ts'
import { record } from '../events/record.ts'
import { createMeasure } from '../measures/commands.ts'
import { createMilestone } from '../milestones/commands.ts'
import { lockRecommendation } from '../recommendations/queries.ts'
import type { RecommendationRow } from '../recommendations/queries.ts'
import type { Work } from '../work.ts'
import { playbooks } from './playbooks.ts'
import { findApplication, insertApplication } from './queries.ts'
import type { PlaybookApplication, PlaybookApplicationInput } from './schemas.ts'

/** Plans a recommendation from a playbook: its actions, milestones and measures at once, or nothing. */
export async function applyPlaybook (work: Work, recommendationId: string, input: PlaybookApplicationInput): Promise<PlaybookApplication> {
  const recommendation = await lockRecommendation(work.tx, work.by, recommendationId)
  await work.permit()
  work.expect(recommendation.version)
  const [applied, agencies] = await Promise.all([
    findApplication(work.tx, work.by.partnershipId, recommendation.id),
    listAllAgencies(work.tx, work.by.partnershipId)
  ])
  if (applied !== undefined) throw new Refusal('playbook-applied', `The recommendation was planned from ${applied.playbookKey} already, from ${applied.startOn}. Change its actions, or add to them.`)
  refuseNotAccepted(recommendation)
  const { key, startOn, ownerAgencyId } = input
  const { leadAgencyId } = recommendation
  const plan = planFrom(playbookNamed(key), startOn, { agencies: agencies.filter((agency) => isCurrent(agency, work.today)), leadAgencyId, ownerAgencyId })
  insertApplication(work.tx, { partnershipId: work.by.partnershipId, recommendationId: recommendation.id, playbookKey: key, startOn, createdAt: work.now })
  const made = await carryOut({ ...work, expect: () => {} }, recommendation, plan) // If-Match spoke of the recommendation, not of what is made for it
  const actionIds = made.actions.map(({ id }) => id)
  record(work, 'recommendation.planned', { type: 'recommendation', id: recommendation.id }, { after: { playbookKey: key, startOn, actionIds, measureIds: made.measures } })
  return { key, startOn, ...made }
}

/** A reasoned no is a valid end: there is nothing to plan. */
function refuseNotAccepted ({ response, reference }: RecommendationRow): void {
  if (response !== 'not_accepted') return
  throw new Refusal('recommendation-not-accepted', `${reference} was not accepted, with reasons; that ends it, and nothing is planned. Should the partnership think again, change its response first.`)
}

function playbookNamed (key: string): Playbook {
  const playbook = playbooks.find((each) => each.key === key)
  if (playbook === undefined) throw fieldRefusal('unknown-reference', 'key', `There is no playbook ${key}; there are ${playbooks.map((each) => each.key).join(', ')}.`)
  return playbook
}

async function carryOut (work: Work, recommendation: RecommendationRow, plan: Plan): Promise<Pick<PlaybookApplication, 'actions' | 'milestones' | 'measures'>> {
  const made = { actions: [] as Array<{ id: string, reference: string }>, milestones: [] as string[], measures: [] as string[] }
  for (const { milestones, ...planned } of plan.actions) { // one after the other: each is numbered after the one before
    const { id, reference } = await addAction(work, recommendation, planned)
    made.actions.push({ id, reference })
    for (const milestone of milestones) made.milestones.push((await createMilestone(work, id, milestone)).id)
  }
  for (const measure of plan.measures) made.measures.push((await createMeasure(work, { recommendationId: recommendation.id, ...measure })).id)
  return made
}

// Which of the actions are more urgent than others is the partnership's to say.
const priority = 'medium'

async function addAction (work: Work, { id, themes }: RecommendationRow, { supportingAgencyIds, ...planned }: Omit<PlannedAction, 'milestones'>) {
  return await createAction(work, { ...planned, recommendationIds: [id], themes, priority, supportingAgencyIds: [...supportingAgencyIds] })
}
