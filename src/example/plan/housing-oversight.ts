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
      reached: [14, 36, 66],
      reports: [
        { on: 38, narrative: 'Tested on ten past cases; some would have been missed, so the threshold is being widened.', confidence: 'at_risk', percentComplete: 70 },
        { on: 67, narrative: 'Both directors have approved, with the out-of-borough cases spelled out.', confidence: 'on_track', percentComplete: 90 }
      ],
      evidence: [
        { on: 68, kind: 'output', title: 'Definition of a complex case, approved by both directors', words: { url: 'https://documents.housing.example/complex-case' }, judged: { on: 73, outcome: 'accepted' } },
        {
          on: 88,
          kind: 'outcome',
          title: 'The definition tried on cases of the last two years',
          words: { statement: 'Tried on twenty closed cases by people who did not know how they ended: every case that had gone wrong was recognised, and hardly one without need.' },
          judged: { on: 94, outcome: 'accepted' }
        }
      ],
      submitted: [90],
      signedOff: 96
    },
    {
      priority: 'high',
      with: ['csc', 'police', 'midwifery'],
      started: 1,
      reached: [6, 14, 18],
      reports: [{ on: 19, narrative: 'Published to all agencies; the test calls out of hours are on record.', confidence: 'on_track', percentComplete: 95 }],
      evidence: [
        { on: 15, kind: 'output', title: 'Named officers and the escalation ladder', words: { url: 'https://documents.housing.example/escalation-ladder' }, judged: { on: 20, outcome: 'accepted' } },
        { on: 18, kind: 'outcome', title: 'Test calls by day and out of hours', words: { statement: 'Each of ten test calls reached someone with the authority to decide, the slowest after half an hour.' }, judged: { on: 20, outcome: 'accepted' } },
        {
          on: 168,
          kind: 'independent',
          title: 'The ladder in use, six months on',
          words: { statement: 'The log of the ladder shows it in use in every month, by all agencies, and decisions that were changed by it. The names in it are those of today.' },
          judged: { on: 172, outcome: 'accepted' }
        }
      ],
      submitted: [19],
      signedOff: 22,
      impact: { on: 176, rating: 'evidenced', narrative: 'The ladder is used in every month and has changed decisions; out of hours somebody with authority answers. Whether it lasts when the officers change is to be seen at twelve months.' }
    },
    {
      priority: 'high',
      with: ['csc', 'legal'],
      started: 20,
      reached: [33, 71],
      extensions: [{
        on: 85,
        until: 155,
        reason: 'The equality impact assessment asks for a second round with the frontline teams.',
        control: 'Until then every adverse decision in a complex case goes to the Head of Housing Needs first.',
        decided: { on: 89, outcome: 'agreed', reason: 'No adverse decision is made without the Head of Housing Needs meanwhile.' }
      }],
      reports: [
        { on: 98, narrative: 'Legal review complete; the protocol goes to both leadership teams.', confidence: 'at_risk', percentComplete: 80 },
        { on: 157, narrative: 'One leadership team has approved; the other has put the item off to its next meeting.', confidence: 'off_track', percentComplete: 85 }
      ],
      evidence: [{ on: 100, kind: 'output', title: 'Draft of the joint protocol after legal review', words: { url: 'https://documents.housing.example/joint-protocol-draft' } }]
    },
    {
      priority: 'medium',
      with: ['housing', 'independent-reviewing', 'health-visiting'],
      started: 15,
      reached: [30, 52, 74],
      reports: [{ on: 84, narrative: 'Invitations and the report template are in use; the first month of attendance has been counted.', confidence: 'on_track', percentComplete: 85 }],
      evidence: [
        { on: 78, kind: 'process', title: 'Attendance at conferences and strategy discussions', words: { statement: 'Someone of Housing with the authority to decide was at nine in ten meetings of the first month; a report was there for the others.' }, judged: { on: 85, outcome: 'accepted' } },
        {
          on: 130,
          kind: 'outcome',
          title: 'Audit of conferences by several agencies',
          words: { statement: 'In three of four audited plans the housing part names who does what by when; before the change it was one in four.' },
          judged: { on: 136, outcome: 'accepted' }
        }
      ],
      submitted: [132],
      signedOff: 138
    },
    {
      priority: 'medium',
      with: ['csc', 'midwifery', 'health-visiting', 'police', 'probation', 'via', 'adult-social-care'],
      started: 45,
      reached: [50, 78],
      extensions: [{
        on: 92,
        until: 186,
        reason: 'The panel has to have met for a quarter before its membership can be reviewed.',
        control: 'Cases that cannot wait for a panel go up the escalation ladder on the day.',
        decided: { on: 96, outcome: 'agreed', reason: 'The ladder works; a review after one meeting would say little.' }
      }],
      reports: [
        { on: 99, narrative: 'The second panel had to be moved by a fortnight.', confidence: 'at_risk', percentComplete: 70 },
        { on: 160, narrative: 'The panel meets monthly; the review of its membership is being written.', confidence: 'on_track', percentComplete: 85 }
      ]
    },
    {
      priority: 'low',
      with: ['csc', 'hr'],
      started: 50,
      reached: [66, 152],
      reports: [
        { on: 90, narrative: 'Training needs are known and the first sessions are booked.', confidence: 'on_track', percentComplete: 20 },
        { on: 153, narrative: 'Four in five of the staff meant are trained; the audit of the sixth month has its dates.', confidence: 'on_track', percentComplete: 45 }
      ]
    }
  ]
}
