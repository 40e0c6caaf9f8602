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
      evidence: [
        { on: 29, kind: 'output', title: 'Minute that names the senior responsible officer, and the response', words: { url: 'https://documents.partnership.example/decision-r5' }, judged: { on: 36, outcome: 'accepted' } },
        { on: 38, kind: 'independent', title: 'The senior responsible officer, asked by the scrutineer', words: { statement: 'The officer knows what is to be decided, by when, and what each outcome would need. A reasoned no is truly open.' }, judged: { on: 43, outcome: 'accepted' } }
      ],
      submitted: [29],
      signedOff: 44
    },
    {
      priority: 'high',
      with: ['health-visiting', 'sexual-health', 'via', 'housing', 'midwifery'],
      started: 20,
      reached: [40, 73],
      extensions: [{
        on: 86,
        until: 165,
        reason: 'The post of the named worker had to be advertised a second time.',
        control: 'The duty manager offers each woman a conversation after the final hearing.',
        decided: { on: 90, outcome: 'agreed', reason: 'Every woman is offered something meanwhile; the post is advertised.' }
      }],
      reports: [
        { on: 96, narrative: 'The pathway is agreed; a named worker has still to be appointed.', confidence: 'at_risk', percentComplete: 80 },
        { on: 166, narrative: 'The named worker is appointed and begins next month.', confidence: 'at_risk', percentComplete: 90 }
      ]
    },
    {
      priority: 'medium',
      with: ['legal', 'public-health', 'midwifery', 'probation', 'police'],
      started: 30,
      reached: [59, 113],
      reports: [
        { on: 95, narrative: 'The look-back needs two more weeks of an analyst.', confidence: 'at_risk', percentComplete: 40 },
        { on: 152, narrative: 'The look-back is done; what women would want from a service is still being gathered.', confidence: 'at_risk', percentComplete: 75 }
      ],
      evidence: [
        { on: 114, kind: 'process', title: 'Look-back over five years', words: { statement: 'Counts by year, with small numbers held back.' }, withdrawn: 116 },
        {
          on: 117,
          kind: 'process',
          title: 'Look-back over five years, without double counting',
          words: { statement: 'Counts by year, with small numbers held back; women known to two services are counted once.' },
          replaces: 0,
          judged: { on: 124, outcome: 'returned', comment: 'It says how many, and not yet what they need. Add what the services know of housing, health and safety.' }
        }
      ]
    },
    {
      priority: 'medium',
      with: ['csc', 'icb', 'public-health'],
      started: 120,
      reports: [{ on: 160, narrative: 'The long list of options is there, and doing nothing is one of them.', confidence: 'on_track', percentComplete: 15 }]
    },
    { priority: 'low', with: ['csc', 'icb'] },
    { priority: 'low', with: ['public-health', 'scrutiny'], withoutLead: true }
  ]
}
