import t from 'tap'
import { confidences, deliveryStatuses, impacts, openStatuses } from '../../src/domain/action.ts'
import { rags, ragReasonSql, ragSql, rate, ratingRules, statusesRated } from '../../src/domain/rating.ts'
import type { Rag, RatedAction } from '../../src/domain/rating.ts'

const today = '2026-06-30'
const days = ['2026-06-29', '2026-06-30', '2026-07-01'] as const

const inHand: RatedAction = {
  status: 'in_progress', impact: 'not_yet_assessed', confidence: 'on_track', dueOn: '2026-09-30', submittedOn: null, nextMilestoneDueOn: null
}

/** The contract's sentence on `rag`, as a chain of questions. */
function expected (action: RatedAction): Rag {
  const { status, impact, confidence } = action
  if (status === 'closed_not_delivered') return 'grey'
  if (status === 'completed') return impact === 'no_improvement_found' ? 'amber' : impact === 'evidenced' || impact === 'sustained' ? 'blue' : 'green'
  const inTime = status === 'awaiting_sign_off' && action.submittedOn !== null && action.submittedOn <= action.dueOn
  if ((action.dueOn < today && !inTime) || confidence === 'off_track') return 'red'
  if (status === 'paused' || confidence === 'at_risk' || (action.nextMilestoneDueOn ?? today) < today) return 'amber'
  return status === 'not_started' ? 'grey' : 'green'
}

t.test('every combination of facts has the rating that the contract gives it, and a status that the rating may have', async (t) => {
  let compared = 0
  for (const status of deliveryStatuses) {
    for (const impact of impacts) {
      for (const confidence of confidences) {
        for (const dueOn of days) {
          for (const submittedOn of [null, ...days]) {
            for (const nextMilestoneDueOn of [null, ...days]) {
              const action = { status, impact, confidence, dueOn, submittedOn, nextMilestoneDueOn }
              const { rag } = rate(action, today)
              if (rag !== expected(action) || !statusesRated([rag]).includes(status)) t.fail(JSON.stringify(action))
              compared += 1
            }
          }
        }
      }
    }
  }
  t.equal(compared, 6 * 6 * 3 * 3 * 4 * 4)
})

t.test('what is blue is completed, what is red is open', async (t) => {
  t.strictSame(statusesRated(['blue']), ['completed'])
  t.strictSame(statusesRated(['red']), openStatuses)
  t.strictSame(statusesRated(['red', 'grey']), [...openStatuses, 'closed_not_delivered'])
})

t.test('the reason is the rule that decided', async (t) => {
  const reason = (facts: Partial<RatedAction>) => rate({ ...inHand, ...facts }, today).ragReason

  t.equal(reason({}), 'In hand: neither overdue nor reported at risk')
  t.equal(reason({ dueOn: '2026-06-29', confidence: 'off_track' }), 'Overdue')
  t.equal(reason({ confidence: 'off_track', status: 'paused' }), 'Its lead says that it is off track')
  t.equal(reason({ status: 'paused', confidence: 'at_risk' }), 'Paused')
  t.equal(reason({ nextMilestoneDueOn: '2026-06-29' }), 'A milestone is overdue')
  t.equal(reason({ status: 'completed', impact: 'early_signs' }), 'Completed; its impact is not yet evidenced')
})

t.test('a milestone makes an action amber from the day after it was due', async (t) => {
  t.strictSame(days.map(nextMilestoneDueOn => rate({ ...inHand, nextMilestoneDueOn }, today).rag), ['amber', 'green', 'green'])
})

t.test('the SQL has one branch for each rule, in the order of the list', async (t) => {
  t.equal(ragSql.split(' when ').length - 1, ratingRules.length)
  t.match(ragSql, /^case when status = 'closed_not_delivered' then 'grey' .* when true then 'green' end$/)
  t.match(ragReasonSql, /then 'Overdue' /)
})

t.test('the words of a rule are fit to be quoted in SQL, and tell it from every other', async (t) => {
  t.notOk(ratingRules.some(rule => /['\\:]\w/.test(rule.reason)))
  t.equal(new Set(ratingRules.map(rule => rule.reason)).size, ratingRules.length)
  t.strictSame(new Set(ratingRules.map(rule => rule.rag)), new Set(rags))
})
