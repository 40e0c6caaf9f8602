import type { ToldRecommendation } from '../plan.ts'

/** R1: debrief and case review in Children's Social Care. */
export const debrief: ToldRecommendation = {
  reference: 'R1',
  text: 'CSC to develop and/or implement an internal process for debrief/ case review when a child dies or is seriously harmed',
  themes: ['learning from serious incidents', 'staff support'],
  lead: 'csc',
  playbook: 'serious-incident-debrief',
  response: { on: 0, is: 'accepted' },
  actions: [
    {
      priority: 'high',
      with: ['police', 'legal', 'icb', 'hr'],
      started: 3,
      reached: [12, 33],
      reports: [
        { on: 40, narrative: 'The draft has been consulted on. Legal Services asked for a clearer rule while criminal enquiries are live.', confidence: 'on_track', percentComplete: 60 },
        { on: 88, narrative: 'The senior leadership team wants the annex agreed with the Police before it approves.', confidence: 'off_track', percentComplete: 85 }
      ]
    },
    {
      priority: 'medium',
      with: ['legal'],
      started: 30,
      reached: [44, 82],
      reports: [{ on: 95, narrative: 'Tested with test data; going live waits for the next release of the case management system.', confidence: 'at_risk', percentComplete: 75 }]
    },
    {
      priority: 'medium',
      with: ['hr'],
      started: 35,
      reached: [45, 91],
      reports: [{ on: 100, narrative: 'First cohort of facilitators trained; briefings of managers are booked.', confidence: 'on_track', percentComplete: 70 }]
    },
    {
      priority: 'high',
      with: ['csc'],
      started: 10,
      reached: [29, 63],
      reports: [{ on: 80, narrative: 'Agreed with the trade unions; publication waits for the terms for agency staff.', confidence: 'at_risk', percentComplete: 85 }]
    },
    {
      priority: 'medium',
      with: ['csc', 'police', 'icb'],
      started: 40,
      reached: [64],
      reports: [{ on: 101, narrative: 'The sub-group will receive its first learning summary at the next meeting.', confidence: 'at_risk', percentComplete: 60 }]
    },
    { priority: 'low', with: ['scrutiny'] }
  ]
}
