import { playbooks } from '../features/playbooks/playbooks.ts'
import { createRecommendation, updateRecommendation } from '../features/recommendations/commands.ts'
import { createReview } from '../features/reviews/commands.ts'
import type { Work } from '../features/work.ts'
import { addAction } from './actions.ts'
import type { Happening } from './actions.ts'
import { historyOf } from './history.ts'
import type { History, PlanDay } from './history.ts'
import { bringInPartners } from './partners.ts'
import type { Founded, Partners } from './partners.ts'
import { plan } from './plan.ts'
import type { ToldRecommendation } from './plan.ts'

/** Loads the Child O review with its five recommendations and a plan that is under way, through the commands that callers use. */
export async function loadChildO (work: Work, founded: Founded): Promise<void> {
  const history = historyOf(work)
  const partners = await bringInPartners(history, founded)
  const review = await createReview(history.on(reviewAddedOn, partners.coordinator), childO)
  const happenings: Happening[] = []
  for (const told of plan) happenings.push(...await addRecommendation(history, review.id, told, partners))
  for (const { on, by, happen } of happenings.sort((one, other) => one.on - other.on)) await happen(history.on(on, by))
}

const reviewAddedOn: PlanDay = -14
const planApprovedOn: PlanDay = 0

// The pseudonym as published, and nothing by which the family could be known.
const childO = {
  reference: 'CHILD-O',
  title: 'Child O',
  kind: 'other',
  summary: 'The review and its five recommendations are real, and quoted as published. All else is illustrative: dates, people, addresses, responses and progress were made up to show how a plan is followed through; its actions and milestones come from playbooks. What happened to the family is not held here.'
} as const

/** Adds a recommendation with its actions; what becomes of them is given back, to be told in the order of its days. */
async function addRecommendation (history: History, reviewId: string, told: ToldRecommendation, partners: Partners): Promise<Happening[]> {
  const { reference, text, themes, lead, response } = told
  const { coordinator } = partners
  const recommendation = await createRecommendation(history.on(reviewAddedOn, coordinator), { reviewId, reference, text, themes: [...themes], leadAgencyId: partners.agency(lead) })
  const happenings: Happening[] = [{
    on: response.on,
    by: coordinator,
    happen: async (work) => await updateRecommendation(work, recommendation.id, { response: response.is, responseReason: response.reason ?? null })
  }]
  for (const [place, planned] of actionsOf(told)) {
    const story = told.actions[place]
    if (story !== undefined) happenings.push(...await addAction(history, history.on(planApprovedOn, coordinator), { recommendation, planned, story, partners }))
  }
  return happenings
}

function actionsOf ({ playbook: key }: ToldRecommendation) {
  const playbook = playbooks.find((each) => each.key === key)
  if (playbook === undefined) throw new Error(`There is no playbook ${key}.`)
  return playbook.actions.entries()
}
