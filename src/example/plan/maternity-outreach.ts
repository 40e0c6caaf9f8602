import type { ToldRecommendation } from '../plan.ts'

/** R4: midwifery outreach. */
export const maternityOutreach: ToldRecommendation = {
  reference: 'R4',
  text: 'That midwifery services consider how they might develop some outreach capability – so reluctant/ hidden pregnant women can be reached and encouraged to receive ante natal services.',
  themes: ['antenatal outreach', 'unborn babies'],
  lead: 'midwifery',
  playbook: 'maternity-outreach',
  response: {
    on: 6,
    is: 'accepted_in_principle',
    reason: 'The trust accepts that women who do not come have to be sought. Which model, and with whose money, is decided on the needs assessment and the options appraisal.'
  },
  actions: [
    {
      priority: 'high',
      with: ['icb', 'public-health', 'health-visiting', 'csc'],
      started: 8,
      reached: [35, 74],
      reports: [{ on: 94, narrative: 'Written; the local maternity and neonatal system receives it at its next meeting.', confidence: 'at_risk', percentComplete: 85 }]
    },
    {
      priority: 'medium',
      with: ['icb', 'public-health'],
      started: 75,
      reached: [103],
      reports: [{ on: 103, narrative: 'Long list and criteria agreed.', confidence: 'on_track', percentComplete: 30 }]
    },
    {
      priority: 'high',
      with: ['housing', 'via', 'police', 'probation', 'csc', 'health-visiting', 'sexual-health'],
      started: 40,
      reached: [66, 104],
      reports: [{ on: 104, narrative: 'Approved by the partnership; the telephone line and the form are being set up.', confidence: 'on_track', percentComplete: 80 }]
    },
    {
      priority: 'medium',
      with: ['csc', 'health-visiting', 'housing', 'via', 'icb'],
      started: 60,
      reached: [96],
      reports: [{ on: 97, narrative: 'All agencies have signed the information sharing agreement.', confidence: 'on_track', percentComplete: 40 }]
    },
    { priority: 'medium', with: ['icb', 'public-health', 'housing', 'via'] },
    { priority: 'low', with: ['midwifery', 'public-health'] }
  ]
}
