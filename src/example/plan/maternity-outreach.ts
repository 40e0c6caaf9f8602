import type { ToldRecommendation } from '../plan.ts'
import { bookings } from './maternity-outreach-series.ts'

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
      with: ['icb'],
      started: 1,
      reached: [6],
      evidence: [
        { on: 9, kind: 'output', title: 'Minute of the trust board, with its reasons', words: { url: 'https://documents.midwifery.example/decision-r4' }, judged: { on: 15, outcome: 'accepted' } },
        { on: 16, kind: 'independent', title: 'The reasons of the decision, read by the scrutineer', words: { statement: 'The minute says what is accepted, what waits for the needs assessment, and who decides then.' }, judged: { on: 19, outcome: 'accepted' } }
      ],
      submitted: [10],
      signedOff: 20
    },
    {
      priority: 'high',
      with: ['icb', 'public-health', 'health-visiting', 'csc'],
      started: 8,
      reached: [35, 74, 97],
      reports: [{ on: 94, narrative: 'Written; the local maternity and neonatal system receives it this week.', confidence: 'at_risk', percentComplete: 90 }],
      evidence: [
        { on: 98, kind: 'output', title: 'Needs assessment, as received', words: { url: 'https://documents.midwifery.example/needs-assessment' }, judged: { on: 107, outcome: 'accepted' } },
        {
          on: 98,
          kind: 'voice',
          title: 'Why women come late, in their own words',
          words: { statement: 'Women who booked late spoke of the fear of losing the child, of having no address to write to, and of not knowing that one may come without a doctor’s letter.' },
          judged: { on: 107, outcome: 'accepted' }
        }
      ],
      submitted: [100],
      signedOff: 109
    },
    {
      priority: 'medium',
      with: ['icb', 'public-health'],
      started: 75,
      reached: [103, 134],
      extensions: [{
        on: 144,
        until: 208,
        reason: 'The finance group that has to see the costs meets only in two months.',
        control: 'Community midwives go along with the street outreach team once a week.',
        decided: { on: 149, outcome: 'declined', reason: 'The women it is for cannot wait for a meeting. Ask the group to decide by correspondence.' }
      }],
      reports: [
        { on: 103, narrative: 'Long list and criteria agreed.', confidence: 'on_track', percentComplete: 30 },
        { on: 157, narrative: 'The appraisal is complete; the finance group has been asked to decide by correspondence.', confidence: 'off_track', percentComplete: 80 }
      ]
    },
    {
      priority: 'high',
      with: ['housing', 'via', 'police', 'probation', 'csc', 'health-visiting', 'sexual-health'],
      started: 10,
      reached: [30, 47, 55],
      reports: [{ on: 56, narrative: 'The telephone line and the form are open to all agencies, two months early.', confidence: 'on_track', percentComplete: 85 }],
      evidence: [
        { on: 57, kind: 'output', title: 'Alert route as published to all agencies', words: { url: 'https://documents.midwifery.example/alert-route' }, judged: { on: 64, outcome: 'accepted' } },
        {
          on: 116,
          kind: 'outcome',
          title: 'What came of the first alerts',
          words: { statement: 'Alerts came from six agencies. Most of the women were seen within two weeks, and most of those have booked since.' },
          judged: { on: 121, outcome: 'accepted' }
        }
      ],
      submitted: [118],
      signedOff: 123
    },
    {
      priority: 'medium',
      with: ['csc', 'health-visiting', 'housing', 'via', 'icb'],
      started: 60,
      reached: [88, 118, 148],
      reports: [{ on: 97, narrative: 'All agencies have signed the information sharing agreement.', confidence: 'on_track', percentComplete: 40 }],
      evidence: [
        { on: 148, kind: 'process', title: 'Attendance of the first three meetings', words: { statement: 'All agencies but one were at each of the three meetings; the one has named a deputy since.' }, judged: { on: 156, outcome: 'accepted' } },
        { on: 148, kind: 'output', title: 'Terms of reference', words: { url: 'https://documents.midwifery.example/vulnerable-pregnancy-meeting' } }
      ],
      submitted: [149]
    },
    {
      priority: 'medium',
      with: ['icb', 'public-health', 'housing', 'via'],
      paused: { on: 158, note: 'Nobody can be recruited before the model is decided.', until: 215 }
    },
    { priority: 'low', with: ['midwifery', 'public-health'] }
  ],
  series: bookings
}
