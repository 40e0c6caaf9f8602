import type { ToldRecommendation } from '../plan.ts'
import { changesOfSocialWorker } from './continuity-series.ts'

const baselineFile = `half-year,children with two or more changes in 12 months (percent),mean changes per child
first,25.3,1.35
second,25.1,1.34
third,25.6,1.36
fourth,25.0,1.34
`

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
      evidence: [
        { on: 20, kind: 'output', title: 'Record of the decision, with its reasons', words: { url: 'https://documents.csc.example/decision-r3' }, judged: { on: 26, outcome: 'accepted' } },
        { on: 27, kind: 'independent', title: 'The reasons of the decision, read by the scrutineer', words: { statement: 'The record names the options, says why transfers are accepted in part, and what would make the service think again.' }, judged: { on: 31, outcome: 'accepted' } }
      ],
      submitted: [21],
      signedOff: 33
    },
    {
      priority: 'high',
      with: ['independent-reviewing'],
      started: 22,
      reached: [31, 58, 71],
      reports: [{ on: 72, narrative: 'Two years of records had to be corrected by hand; the baseline is late, and reported now.', confidence: 'at_risk', percentComplete: 90 }],
      evidence: [
        { on: 73, kind: 'output', title: 'Definition of a change of social worker, with its reason codes', words: { url: 'https://documents.csc.example/change-of-social-worker' }, judged: { on: 83, outcome: 'accepted' } },
        { on: 73, kind: 'process', title: 'Baseline of 24 months by half-year', file: { name: 'baseline-24-months.csv', text: baselineFile }, judged: { on: 83, outcome: 'accepted' } },
        { on: 98, kind: 'independent', title: 'Sample of records beside the baseline', words: { statement: 'Forty records were read beside the extract: duty cover and changes of team are counted as the definition says.' }, judged: { on: 103, outcome: 'accepted' } }
      ],
      submitted: [99],
      signedOff: 104
    },
    {
      priority: 'medium',
      with: ['business-unit'],
      started: 62,
      reached: [79],
      extensions: [
        {
          on: 114,
          until: 162,
          reason: 'The quarterly report needs the baseline, which came two weeks late.',
          control: 'The monthly report goes to the leadership team, which asks about every team that stands out.',
          decided: { on: 118, outcome: 'agreed', reason: 'The monthly report is there; the quarter ends before the new date.' }
        },
        {
          on: 171,
          until: 206,
          reason: 'The meeting that was to receive the quarterly report has moved by five weeks.',
          control: 'The chair of the sub-group is sent the monthly report until then.'
        }
      ],
      reports: [
        { on: 96, narrative: 'Monthly inside the service since last month; the quarterly report depends on the baseline.', confidence: 'at_risk', percentComplete: 50 },
        { on: 165, narrative: 'The first quarterly report is written; the meeting that receives it has moved.', confidence: 'at_risk', percentComplete: 85 }
      ]
    },
    {
      priority: 'high',
      with: ['midwifery', 'health-visiting', 'independent-reviewing'],
      started: 25,
      reached: [40, 55, 117],
      reports: [
        { on: 60, narrative: 'Transfers that could be avoided now need the Head of Service; the first were stopped.', confidence: 'on_track', percentComplete: 45 },
        { on: 170, narrative: 'The revised protocol is in force; the pilot with pre-birth cases is being written up.', confidence: 'on_track', percentComplete: 90 }
      ],
      evidence: [{ on: 168, kind: 'process', title: 'Authorisations of transfers, by month and reason', words: { statement: 'Avoidable transfers asked for have fallen each month since the rule; about a third of those asked for were not authorised.' } }]
    },
    {
      priority: 'medium',
      with: ['midwifery', 'health-visiting'],
      started: 60,
      reached: [78],
      reports: [
        { on: 93, narrative: 'The dip sample waits until the case management system has been upgraded.', confidence: 'at_risk', percentComplete: 60 },
        { on: 166, narrative: 'The dip sample is drawn; its results come within two weeks.', confidence: 'at_risk', percentComplete: 80 }
      ]
    },
    {
      priority: 'medium',
      with: ['csc'],
      started: 70,
      reached: [96],
      reports: [
        { on: 93, narrative: 'The retention plan is being costed again.', confidence: 'on_track', percentComplete: 10 },
        { on: 158, narrative: 'The retention plan is agreed; families are being asked for the first time.', confidence: 'on_track', percentComplete: 30 }
      ]
    }
  ],
  series: changesOfSocialWorker
}
