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
      reached: [12, 33, 57],
      reports: [
        { on: 40, narrative: 'The draft has been consulted on. Legal Services asked for a clearer rule while criminal enquiries are live.', confidence: 'at_risk', percentComplete: 60 },
        { on: 58, narrative: 'Approved by the senior leadership team, with the annex agreed with the Police. What practitioners say of the first debriefs is being gathered.', confidence: 'on_track', percentComplete: 90 }
      ],
      evidence: [
        { on: 59, kind: 'output', title: 'Procedure, version 1.0, with the minute of its approval', words: { url: 'https://documents.csc.example/debrief-procedure-1-0' }, judged: { on: 64, outcome: 'accepted' } },
        {
          on: 108,
          kind: 'voice',
          title: 'What practitioners say of the first debriefs',
          words: { statement: 'Practitioners say that they were heard, that nobody was blamed, and that the debrief came soon enough to be of use. They ask for time to be kept free for it.' },
          judged: { on: 113, outcome: 'accepted', comment: 'What they ask for belongs in the next version.' }
        }
      ],
      submitted: [110],
      signedOff: 115
    },
    {
      priority: 'medium',
      with: ['legal'],
      started: 30,
      reached: [44, 82, 160],
      extensions: [{
        on: 82,
        until: 172,
        reason: 'The release of the case management system that brings the form has moved by a quarter.',
        control: 'Team managers tell the lead of every qualifying event on the day, and the log is kept by hand.',
        decided: { on: 87, outcome: 'agreed', reason: 'The log kept by hand covers every event meanwhile.' }
      }],
      reports: [
        { on: 95, narrative: 'Tested with test data; going live waits for the next release of the case management system.', confidence: 'at_risk', percentComplete: 75 },
        { on: 161, narrative: 'Live since last week; the first extract is there.', confidence: 'on_track', percentComplete: 95 }
      ],
      evidence: [
        { on: 162, kind: 'process', title: 'First extract of the debrief log', words: { statement: 'Every qualifying event since the form went live has a dated record; none was opened later than the decision whether to notify.' }, judged: { on: 166, outcome: 'accepted' } },
        { on: 167, kind: 'independent', title: 'The debrief log beside the list of notifications', words: { statement: 'Compared line by line. Every notification of the period has its debrief record, and there are records of events that were not notified.' } }
      ],
      submitted: [169]
    },
    {
      priority: 'medium',
      with: ['hr'],
      started: 35,
      reached: [45, 91],
      extensions: [{
        on: 112,
        until: 184,
        reason: 'Two briefings were cancelled because of sickness; their dates are taken until the new year.',
        control: 'A trained facilitator is named for each service, so that no debrief waits for a briefing.',
        decided: { on: 117, outcome: 'agreed', reason: 'Facilitators are in place; the date is the last of the briefings.' }
      }],
      reports: [
        { on: 100, narrative: 'First cohort of facilitators trained; briefings of managers are booked.', confidence: 'on_track', percentComplete: 70 },
        { on: 150, narrative: 'Four in five managers are briefed; the last two sessions are in the diary.', confidence: 'at_risk', percentComplete: 85 }
      ],
      evidence: [
        { on: 151, kind: 'output', title: 'Register of facilitators, with the dates of their training', words: { url: 'https://documents.csc.example/facilitators' } }
      ]
    },
    {
      priority: 'high',
      with: ['csc'],
      started: 10,
      reached: [29, 58, 69],
      reports: [{ on: 83, narrative: 'The terms for agency staff are agreed, and the offer is published anew.', confidence: 'on_track', percentComplete: 95 }],
      evidence: [
        {
          on: 70,
          kind: 'output',
          title: 'Support offer as published',
          words: { statement: 'One page for all staff: who calls on the day, the initial debrief, occupational health and counselling, relief of workload, support at an inquest.' },
          judged: { on: 76, outcome: 'returned', comment: 'It says nothing of agency staff and of the commissioned services, who are to be covered too.' }
        },
        {
          on: 82,
          kind: 'output',
          title: 'Support offer with the terms for agency staff and commissioned services',
          words: { statement: 'The page as before, and on its back what holds for agency staff, for newly qualified staff and for the commissioned services.' },
          replaces: 0,
          judged: { on: 90, outcome: 'accepted' }
        },
        {
          on: 84,
          kind: 'voice',
          title: 'Anonymous survey of staff',
          words: { statement: 'Nine in ten who answered know where the offer is; four in five would use it. Agency staff say that they had not expected to be meant.' },
          judged: { on: 90, outcome: 'accepted' }
        }
      ],
      submitted: [72, 88],
      returned: { on: 77, note: 'The offer does not yet speak of agency staff. Please complete it, and show that staff know of it.' },
      signedOff: 92
    },
    {
      priority: 'medium',
      with: ['csc', 'police', 'icb'],
      started: 40,
      reached: [64],
      reports: [
        { on: 101, narrative: 'The sub-group will receive its first learning summary at the next meeting.', confidence: 'at_risk', percentComplete: 60 },
        { on: 165, narrative: 'The first learning summary was put off twice; the sub-group has it on the agenda of its next meeting.', confidence: 'off_track', percentComplete: 70 }
      ]
    },
    {
      priority: 'low',
      with: ['scrutiny'],
      started: 110,
      reached: [128, 149],
      reports: [{ on: 155, narrative: 'The retrospective check found events without a debrief, all from before the procedure. The six-month audit is planned.', confidence: 'on_track', percentComplete: 40 }]
    }
  ]
}
