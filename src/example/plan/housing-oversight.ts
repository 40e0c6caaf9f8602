import type { ToldRecommendation } from '../plan.ts'

/** R2: senior housing leaders in complex cases. */
export const housingOversight: ToldRecommendation = {
  reference: 'R2',
  text: 'Housing ensures that senior leaders are engaged in complex cases where child safety is an issue.',
  themes: ['senior oversight', 'homelessness'],
  lead: 'housing',
  playbook: 'senior-housing-oversight',
  response: { on: 0, is: 'accepted' },
  actions: [
    {
      priority: 'high',
      with: ['csc', 'midwifery', 'legal'],
      started: 2,
      reached: [14, 36],
      reports: [
        { on: 38, narrative: 'Tested on ten past cases; two of them would have been missed, so the threshold is being widened.', confidence: 'at_risk', percentComplete: 70 },
        { on: 70, narrative: 'One director has approved; the other asks for the out-of-borough cases to be spelled out.', confidence: 'off_track', percentComplete: 85 }
      ]
    },
    {
      priority: 'high',
      with: ['csc', 'police', 'midwifery'],
      started: 1,
      reached: [9, 27, 41],
      reports: [{ on: 45, narrative: 'Published to all agencies. The test calls out of hours are being logged as evidence.', confidence: 'on_track', percentComplete: 95 }]
    },
    {
      priority: 'high',
      with: ['csc', 'legal'],
      started: 20,
      reached: [33, 71],
      reports: [{ on: 98, narrative: 'Legal review complete; the protocol is on the agenda of both leadership teams.', confidence: 'at_risk', percentComplete: 80 }]
    },
    {
      priority: 'medium',
      with: ['housing', 'independent-reviewing', 'health-visiting'],
      started: 15,
      reached: [30, 52],
      reports: [{ on: 84, narrative: 'Invitations and the report template are in use; the first month of attendance is being counted.', confidence: 'at_risk', percentComplete: 75 }]
    },
    {
      priority: 'medium',
      with: ['csc', 'midwifery', 'health-visiting', 'police', 'probation', 'via', 'adult-social-care'],
      started: 45,
      reached: [50, 78],
      reports: [{ on: 99, narrative: 'The second panel had to be moved by a fortnight.', confidence: 'at_risk', percentComplete: 70 }]
    },
    {
      priority: 'low',
      with: ['csc', 'hr'],
      started: 50,
      reached: [66],
      reports: [{ on: 90, narrative: 'Training needs are known and the first sessions are booked.', confidence: 'on_track', percentComplete: 20 }]
    }
  ]
}
