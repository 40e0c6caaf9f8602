import type { ToldRecommendation } from '../plan.ts'

/** R3: changes of social worker. */
export const continuity: ToldRecommendation = {
  reference: 'R3',
  text: 'That CSC consider monitoring and reporting on changes in social worker, with the intention of minimising case transfers.',
  themes: ['continuity of social worker', 'unborn babies'],
  lead: 'csc',
  playbook: 'social-worker-continuity',
  response: {
    on: 20,
    is: 'accepted_in_part',
    reason: 'Monitoring and reporting are accepted in full. Transfers that the law or the safety of a child requires will go on, and are to be made safe instead of fewer.'
  },
  actions: [
    {
      priority: 'high',
      with: ['business-unit'],
      started: 1,
      reached: [20],
      reports: [{ on: 24, narrative: 'Decided; the minute of the leadership team is awaited as evidence.', confidence: 'on_track', percentComplete: 90 }]
    },
    {
      priority: 'high',
      with: ['independent-reviewing'],
      started: 22,
      reached: [31, 58],
      reports: [{ on: 72, narrative: 'Two years of records had to be corrected by hand; the baseline is late.', confidence: 'off_track', percentComplete: 80 }]
    },
    {
      priority: 'medium',
      with: ['business-unit'],
      started: 62,
      reached: [79],
      reports: [{ on: 96, narrative: 'Monthly inside the service since last month; the quarterly report depends on the baseline.', confidence: 'at_risk', percentComplete: 50 }]
    },
    {
      priority: 'high',
      with: ['midwifery', 'health-visiting', 'independent-reviewing'],
      started: 50,
      reached: [61, 94],
      reports: [{ on: 97, narrative: 'Transfers that could be avoided now need the Head of Service; three were stopped.', confidence: 'on_track', percentComplete: 45 }]
    },
    {
      priority: 'medium',
      with: ['midwifery', 'health-visiting'],
      started: 60,
      reached: [78],
      paused: { on: 92, note: 'The dip sample waits until the case management system has been upgraded.', until: 119 }
    },
    {
      priority: 'medium',
      with: ['csc'],
      started: 70,
      reports: [{ on: 93, narrative: 'The retention plan is being costed again.', confidence: 'on_track', percentComplete: 10 }]
    }
  ]
}
