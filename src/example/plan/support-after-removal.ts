import type { ToldRecommendation } from '../plan.ts'

/** R5: a service such as Pause. */
export const supportAfterRemoval: ToldRecommendation = {
  reference: 'R5',
  text: 'Harrow Partners consider the development or commissioning of  a service for women who have had children removed – such as the Pause Programme (https://www.pause.org.uk)',
  themes: ['support after removal of children', 'commissioning'],
  lead: 'business-unit',
  playbook: 'support-after-removal',
  response: {
    on: 28,
    is: 'accepted_in_principle',
    reason: 'The partners will find out the local need, offer what they can in the meantime, and decide on a service with the business case in hand. A reasoned no is a possible outcome.'
  },
  actions: [
    {
      priority: 'high',
      with: ['csc', 'icb', 'public-health'],
      started: 1,
      reached: [13, 28],
      reports: [{ on: 29, narrative: 'A senior responsible officer is named and the response recorded; the minute is awaited as evidence.', confidence: 'on_track', percentComplete: 95 }]
    },
    {
      priority: 'high',
      with: ['health-visiting', 'sexual-health', 'via', 'housing', 'midwifery'],
      started: 20,
      reached: [47, 83],
      reports: [{ on: 96, narrative: 'The pathway is agreed; a named worker has still to be appointed.', confidence: 'at_risk', percentComplete: 80 }]
    },
    {
      priority: 'medium',
      with: ['legal', 'public-health', 'midwifery', 'probation', 'police'],
      started: 30,
      reached: [72],
      reports: [{ on: 95, narrative: 'The look-back needs two more weeks of an analyst.', confidence: 'at_risk', percentComplete: 40 }]
    },
    { priority: 'medium', with: ['csc', 'icb', 'public-health'] },
    { priority: 'low', with: ['csc', 'icb'] },
    { priority: 'low', with: ['public-health', 'scrutiny'], withoutLead: true }
  ]
}
