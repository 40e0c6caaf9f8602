import fc from 'fast-check'
import t from 'tap'
import { impacts } from '../../src/domain/action.ts'
import { decideResponse, impactsFromWorstToBest, needsReason, responses, worstImpact } from '../../src/domain/recommendation.ts'

const today = '2026-03-02'
const awaiting = { response: 'awaiting_response', responseReason: null, respondedOn: null } as const
const refused = { response: 'not_accepted', responseReason: 'Not ours to do', respondedOn: '2026-02-01' } as const

t.test('every response but acceptance needs a reason', async (t) => {
  t.strictSame(responses.filter(needsReason), ['accepted_in_part', 'accepted_in_principle', 'not_accepted', 'superseded', 'referred_on'])
})

t.test('a response without its reason is refused, a blank one included', async (t) => {
  for (const response of responses.filter(needsReason)) {
    const refusal = { code: 'reason-required', message: new RegExp(response), facts: { errors: [{ pointer: '/responseReason' }] } }
    t.throws(() => decideResponse(awaiting, { response }, today), refusal)
    t.throws(() => decideResponse(awaiting, { response, responseReason: '  ' }, today), refusal)
    t.throws(() => decideResponse(awaiting, { response, responseReason: null }, today), refusal)
    t.match(decideResponse(awaiting, { response, responseReason: ' Why ' }, today), { response, responseReason: 'Why', respondedOn: today })
  }
})

t.test('an acceptance needs no reason and keeps one that is given', async (t) => {
  t.strictSame(decideResponse(awaiting, { response: 'accepted' }, today), { response: 'accepted', responseReason: null, respondedOn: today })
  t.match(decideResponse(awaiting, { response: 'accepted', responseReason: 'In full' }, today), { responseReason: 'In full' })
})

t.test('a response is dated today unless an earlier day is given, never later', async (t) => {
  const respondedOn = (respondedOn: string | null) => decideResponse(awaiting, { response: 'accepted', respondedOn }, today).respondedOn

  t.equal(respondedOn(null), today)
  t.equal(respondedOn('2026-03-01'), '2026-03-01')
  t.equal(respondedOn(today), today)
  t.throws(() => respondedOn('2026-03-03'), { code: 'rule-broken', facts: { errors: [{ pointer: '/respondedOn' }] } })
})

t.test('awaiting a response again clears its reason and its day', async (t) => {
  t.strictSame(decideResponse(refused, { response: 'awaiting_response', responseReason: 'kept?' }, today), awaiting)
  t.strictSame(decideResponse(awaiting, { responseReason: 'Too early' }, today), awaiting)
})

t.test('what is not said about a standing response stays', async (t) => {
  t.strictSame(decideResponse(refused, {}, today), refused)
  t.strictSame(decideResponse(refused, { responseReason: 'Clearer' }, today), { ...refused, responseReason: 'Clearer' })
  t.throws(() => decideResponse(refused, { responseReason: null }, today), { code: 'reason-required' })
})

t.test('a new response does not inherit the reason and the day of the one before', async (t) => {
  t.throws(() => decideResponse(refused, { response: 'superseded' }, today), { code: 'reason-required' })
  t.strictSame(decideResponse(refused, { response: 'accepted' }, today), { response: 'accepted', responseReason: null, respondedOn: today })
})

t.test('a recommendation has no impact before an action is completed, then that of the worst', async (t) => {
  t.equal(worstImpact([]), null)
  t.equal(worstImpact(['sustained', 'no_improvement_found', 'no_evidence']), 'no_improvement_found')
  t.equal(worstImpact(['sustained', 'not_yet_assessed', 'early_signs']), 'not_yet_assessed')
  t.strictSame([...impactsFromWorstToBest].sort(), [...impacts].sort(), 'every impact has its place')
})

t.test('another action never makes the impact better', async () => {
  const place = (impact: typeof impacts[number] | null): number => impact === null ? Infinity : impactsFromWorstToBest.indexOf(impact)
  fc.assert(fc.property(fc.array(fc.constantFrom(...impacts)), fc.constantFrom(...impacts), (some, another) =>
    place(worstImpact([...some, another])) === Math.min(place(worstImpact(some)), place(another))))
})
