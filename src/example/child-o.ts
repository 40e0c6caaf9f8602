import type { Playbook } from '../domain/playbook.ts'
import { applyPlaybook } from '../features/playbooks/commands.ts'
import { playbooks } from '../features/playbooks/playbooks.ts'
import type { PlaybookApplication } from '../features/playbooks/schemas.ts'
import { createRecommendation, updateRecommendation } from '../features/recommendations/commands.ts'
import { createReview } from '../features/reviews/commands.ts'
import type { Work } from '../features/work.ts'
import { entrust, progressOf } from './actions.ts'
import type { StartedStory } from './actions.ts'
import { assuranceOf } from './assurance.ts'
import type { Archive } from './assurance.ts'
import { extensionsOf } from './extensions.ts'
import { historyOf, tell } from './history.ts'
import type { Happening, History, PlanDay } from './history.ts'
import { observationsOf } from './measures.ts'
import { bringInPartners } from './partners.ts'
import type { Founded, Partners } from './partners.ts'
import { plan } from './plan.ts'
import type { ToldRecommendation } from './plan.ts'

/** Loads the Child O review with its five recommendations and a plan that is under way, through the commands that callers use. */
export async function loadChildO (work: Work, founded: Founded, archive: Archive): Promise<void> {
  const history = historyOf(work)
  const partners = await bringInPartners(history, founded)
  const review = await createReview(history.on(reviewAddedOn, partners.coordinator), childO)
  // What does not depend on each other is asked at once: each wait for an answer would be felt at the first start.
  const happenings = await Promise.all(plan.map(async (told) => await addRecommendation(history, review.id, told, partners, archive)))
  await tell(history, happenings.flat())
}

const reviewAddedOn: PlanDay = -14
const planApprovedOn: PlanDay = 0

// The pseudonym as published, and nothing by which the family could be known.
const childO = {
  reference: 'CHILD-O',
  title: 'Child O',
  kind: 'other',
  summary: 'The review and its five recommendations are real, and quoted as published. All else is illustrative: dates, people, addresses, responses, progress, evidence and figures were made up to show how a plan is followed through; its actions, milestones and measures come from playbooks. What happened to the family is not held here.'
} as const

/** Adds a recommendation, planned from its playbook; what becomes of it is given back, to be told in the order of its days. */
async function addRecommendation (history: History, reviewId: string, told: ToldRecommendation, partners: Partners, archive: Archive): Promise<Happening[]> {
  const { reference, text, themes, lead, response, series = [] } = told
  const { coordinator } = partners
  const { id } = await createRecommendation(history.on(reviewAddedOn, coordinator), { reviewId, reference, text, themes: [...themes], leadAgencyId: partners.agency(lead) })
  const playbook = playbookOf(told)
  const work = history.on(planApprovedOn, coordinator)
  const planned = await applyPlaybook(work, id, { key: playbook.key, startOn: work.today })
  const stories = storiesOf(told, playbook, planned, partners)
  await Promise.all(stories.map(async (story) => { await entrust(work, story, partners) }))
  const answered = { on: response.on, by: coordinator, happen: async (work: Work) => await updateRecommendation(work, id, { response: response.is, responseReason: response.reason ?? null }) }
  return [
    answered,
    ...stories.flatMap((story) => [...progressOf(history, story, partners), ...extensionsOf(history, story, partners), ...assuranceOf(archive, story, partners)]),
    ...series.flatMap((each) => observationsOf(history, measureOf(each.measure, playbook, planned), each, partners.leadOf(lead)))
  ]
}

function playbookOf ({ playbook: key }: ToldRecommendation): Playbook {
  const playbook = playbooks.find((each) => each.key === key)
  if (playbook === undefined) throw new Error(`There is no playbook ${key}.`)
  return playbook
}

/** The story of each action beside what the playbook has made of it: its id, and those of its milestones. */
function storiesOf ({ actions }: ToldRecommendation, playbook: Playbook, planned: PlaybookApplication, partners: Partners): StartedStory[] {
  const milestoneIds = [...planned.milestones]
  return playbook.actions.map(({ ownerAgency, milestones }, place) => {
    const [made, story] = [planned.actions[place], actions[place]]
    if (made === undefined || story === undefined) throw new Error(`The example tells of ${actions.length} actions of ${playbook.key}, which has ${playbook.actions.length}.`)
    return { id: made.id, milestoneIds: milestoneIds.splice(0, milestones.length), owner: partners.named(ownerAgency), story }
  })
}

function measureOf (name: string, playbook: Playbook, planned: PlaybookApplication): string {
  const id = planned.measures[playbook.measures.findIndex((measure) => measure.name === name)]
  if (id === undefined) throw new Error(`${playbook.key} has no measure ${name}.`)
  return id
}
