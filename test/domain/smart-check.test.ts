import t from 'tap'
import { smartWarnings } from '../../src/domain/smart-check.ts'

function codes (text: string, facts: { leadAgencyId?: string | null, datedActions?: number } = {}): readonly string[] {
  return smartWarnings({ text, leadAgencyId: 'lead', datedActions: 1, ...facts }).map(({ code }) => code)
}

const childO = {
  R1: 'CSC to develop and/or implement an internal process for debrief/ case review when a child dies or is seriously harmed',
  R2: 'Housing ensures that senior leaders are engaged in complex cases where child safety is an issue.',
  R3: 'That CSC consider monitoring and reporting on changes in social worker, with the intention of minimising case transfers.',
  R4: 'That midwifery services consider how they might develop some outreach capability – so reluctant/ hidden pregnant women can be reached and encouraged to receive ante natal services.',
  R5: 'Harrow Partners consider the development or commissioning of a service for women who have had children removed - such as the Pause Programme'
}

t.test('the five recommendations of Child O lack what the field says they lack', async (t) => {
  const before = { datedActions: 0 }

  t.strictSame(codes(childO.R1, before), ['no_measurable_verb', 'no_date'])
  t.strictSame(codes(childO.R2, before), ['no_measurable_verb', 'no_date', 'undefined_term'])
  t.strictSame(codes(childO.R3, before), ['only_consider', 'no_date'])
  t.strictSame(codes(childO.R4, { ...before, leadAgencyId: null }), ['only_consider', 'no_lead_agency', 'no_date', 'undefined_term'])
  t.strictSame(codes(childO.R5, { ...before, leadAgencyId: null }), ['only_consider', 'no_lead_agency', 'several_owners', 'no_date'])
})

t.test('a warning quotes the words that it is about', async (t) => {
  const [verb, term] = smartWarnings({ text: childO.R2, leadAgencyId: 'housing', datedActions: 1 })

  t.match(verb, { code: 'no_measurable_verb', message: /“ensures”/ })
  t.match(term, { code: 'undefined_term', message: /“complex cases” and “engaged”/ })
})

t.test('each weak wording is warned about', async (t) => {
  const weak = [
    'CSC to review the procedure', 'CSC should review procedures', 'Housing reviews its ladder', 'CSC to ensure attendance', 'Police remind officers',
    'The board raises awareness of homelessness', 'The board to raise public awareness', 'CSC to explore options', 'Health promotes booking',
    'Staff be mindful of bias', 'Develop and/or implement a form', 'Share minutes where appropriate'
  ]

  for (const text of weak) t.strictSame(codes(text), ['no_measurable_verb'], text)
})

t.test('a recommendation that says who does what, with an action that says by when, has no warning', async (t) => {
  const sound = [
    'CSC to hold a debrief within 3 working days of the death of a child',
    'The hospital trust should publish the findings of the case review',
    'Torbay Council must take the wishes of parents into consideration when it places a family'
  ]

  for (const text of sound) t.strictSame(codes(text), [], text)
})

t.test('several owners are found where the owner is named, not where others are mentioned', async (t) => {
  t.strictSame(codes('All agencies must attend the panel'), ['several_owners'])
  t.strictSame(codes('Housing must invite all agencies to the panel'), [])
  t.strictSame(codes('Publish a protocol with partners'), [])
})
