import t from 'tap'
import { deliveryStatuses, impacts } from '../../src/domain/action.ts'
import { evidenceKinds, evidenceStates } from '../../src/domain/evidence.ts'
import type { CountedEvidence } from '../../src/domain/evidence.ts'
import { impactRatings, impactReviewDates, impactReviewState, offersAfter, requireCompleted, requireProof, reviewAnswered, reviewsTakenUpTo } from '../../src/domain/impact-review.ts'

t.test('a review waits, is overdue from the day after its day, and then is rated', async (t) => {
  const review = { dueOn: '2026-08-20', rating: null }

  t.strictSame(['2026-08-19', '2026-08-20', '2026-08-21'].map((today) => impactReviewState(review, today)), ['due', 'due', 'overdue'])
  t.equal(impactReviewState({ ...review, rating: 'sustained' }, '2027-01-01'), 'rated')
  t.equal(impactReviewState({ dueOn: null, rating: 'early_signs' }, '2027-01-01'), 'rated')
})

t.test('impact is asked 6 and 12 months after completion, on the last of a shorter month', async (t) => {
  t.strictSame(impactReviewDates('2026-02-20', [6, 12]), ['2026-08-20', '2027-02-20'])
  t.strictSame(impactReviewDates('2027-08-31', [6, 12]), ['2028-02-29', '2028-08-31'])
})

t.test('a rating answers the earliest review whose time has come, a month ahead at most', async (t) => {
  const reviews = [{ id: 'later', dueOn: '2027-02-20', rating: null }, { id: 'sooner', dueOn: '2026-08-20', rating: null }, { id: 'made', dueOn: '2026-03-01', rating: 'early_signs' }] as const
  const answeredOn = (today: string) => reviewAnswered(reviews, today)?.id

  t.strictSame(['2026-02-20', '2026-07-19', '2026-07-20', '2026-08-20', '2026-12-01', '2027-06-01'].map(answeredOn), [undefined, undefined, 'sooner', 'sooner', 'sooner', 'sooner'])
  t.equal(reviewAnswered(reviews.filter(({ id }) => id !== 'sooner'), '2027-02-01')?.id, 'later')
  t.equal(reviewsTakenUpTo('2026-07-20'), '2026-08-20', 'which is from when it waits for somebody')
  t.equal(reviewAnswered([{ dueOn: null, rating: null }], '2027-02-01'), undefined)
})

t.test('impact is judged of what is completed, and of nothing else', async (t) => {
  for (const status of deliveryStatuses) {
    if (status === 'completed') t.doesNotThrow(() => requireCompleted({ status }))
    else t.throws(() => requireCompleted({ status }), { code: 'action-not-completed', facts: { actionStatus: status } }, status)
  }
})

t.test('nobody can find that nobody has looked', async (t) => {
  t.strictSame([...impactRatings], impacts.filter((impact) => impact !== 'not_yet_assessed'))
})

const accepted: CountedEvidence = { kind: 'outcome', state: 'accepted', scan: 'skipped', round: 1, assessedByAgencyId: 'police' }
const action = { reopenings: 1, ownerAgencyId: 'csc' }

t.test('every rating × every kind and state of evidence: evidenced and sustained need an accepted outcome, voice or independent item', async (t) => {
  for (const rating of impactRatings) {
    for (const kind of evidenceKinds) {
      for (const state of evidenceStates) {
        const needsProof = rating === 'evidenced' || rating === 'sustained'
        const isProof = state === 'accepted' && kind !== 'output' && kind !== 'process'
        const judge = () => requireProof(rating, [{ ...accepted, kind, state }], action)
        if (needsProof && !isProof) t.throws(judge, { code: 'rule-broken', facts: { errors: [{ pointer: '/evidenceIds' }] } })
        else t.doesNotThrow(judge)
      }
    }
  }
})

t.test('what was accepted before the last reopening, or by today’s owner, proves nothing', async (t) => {
  t.throws(() => requireProof('sustained', [], action), { code: 'rule-broken' })
  t.throws(() => requireProof('sustained', [{ ...accepted, round: 0 }], action), { code: 'rule-broken' })
  t.throws(() => requireProof('sustained', [{ ...accepted, assessedByAgencyId: 'csc' }], action), { code: 'rule-broken' })
})

t.test('no improvement found offers reopening; no other finding offers anything', async (t) => {
  for (const rating of impactRatings) {
    t.strictSame(offersAfter(rating), rating !== 'no_improvement_found' ? [] : [{ move: 'reopen_completed', to: 'in_progress', by: ['coordinator', 'scrutineer'], needs: ['note', 'dueOn'] }], rating)
  }
})
