import t from 'tap'
import fc from 'fast-check'
import { missingEvidence } from '../../src/domain/action-evidence.ts'
import { deliveryStatuses, isOpen } from '../../src/domain/action.ts'
import { countEvidence, countsTowardsCompletion, evidenceKinds, evidenceStates, formOf, refuseFutureEvidence, refuseWithdrawn, refuseWithheld, refuseWrongSide, requireAddable, requireAssessable, requireWithdrawable, scans } from '../../src/domain/evidence.ts'
import type { CountedEvidence, EvidenceState } from '../../src/domain/evidence.ts'
import { roles } from '../../src/domain/person.ts'
import type { Role } from '../../src/domain/person.ts'

const work = { ownerAgencyId: 'csc', ownerAgencyIdWhenSubmitted: 'csc', submittedById: 'sam', submittedByAgencyId: 'csc' }
const judge = { id: 'alex', agencyId: 'police' }
const sha256 = 'a'.repeat(64)

t.test('independent evidence comes from scrutineers, and they add no other', async (t) => {
  for (const role of roles) {
    for (const kind of evidenceKinds) {
      const add = () => refuseWrongSide(kind, role)
      if ((role === 'scrutineer') === (kind === 'independent')) t.doesNotThrow(add, `${role} ${kind}`)
      else t.throws(add, { code: 'forbidden-evidence' }, `${role} ${kind}`)
    }
  }
})

t.test('evidence is added while the action is open; a scrutineer may add to a completed one too', async (t) => {
  for (const status of deliveryStatuses) {
    for (const role of ['contributor', 'coordinator', 'scrutineer'] as const) {
      const add = () => requireAddable({ status }, role)
      if (isOpen({ status }) || (status === 'completed' && role === 'scrutineer')) t.doesNotThrow(add, `${role} ${status}`)
      else t.throws(add, { code: 'action-not-open', facts: { actionStatus: status } }, `${role} ${status}`)
    }
  }
})

t.test('evidence speaks of today or earlier', async (t) => {
  t.doesNotThrow(() => refuseFutureEvidence('2026-03-01', '2026-03-02'))
  t.doesNotThrow(() => refuseFutureEvidence('2026-03-02', '2026-03-02'))
  t.throws(() => refuseFutureEvidence('2026-03-03', '2026-03-02'), { code: 'rule-broken', facts: { errors: [{ pointer: '/effectiveOn' }] } })
})

t.test('a piece is a link or a statement, and not both', async (t) => {
  t.equal(formOf({ url: 'https://a.example' }), 'link')
  t.equal(formOf({ statement: 'Seen' }), 'statement')
  t.throws(() => formOf({}), { code: 'rule-broken' })
  t.throws(() => formOf({ url: 'https://a.example', statement: 'Seen' }), { code: 'rule-broken' })
})

t.test('what is submitted or returned can be withdrawn, and nothing else', async (t) => {
  for (const state of evidenceStates) {
    if (state === 'submitted' || state === 'returned') t.doesNotThrow(() => requireWithdrawable({ state }), state)
    else t.throws(() => requireWithdrawable({ state }), { code: 'already-decided', facts: { state } }, state)
  }
})

t.test('only what is submitted is assessed, and only what the scanner let pass is accepted', async (t) => {
  for (const state of evidenceStates) {
    for (const scan of scans) {
      const assess = (outcome: 'accepted' | 'returned') => () => requireAssessable({ state, scan, sha256, replacedById: null }, work, judge, { outcome, comment: 'Seen', sha256 })
      if (state !== 'submitted') for (const outcome of ['accepted', 'returned'] as const) t.throws(assess(outcome), { code: 'already-decided' }, `${state} ${scan}`)
      else if (scan === 'pending' || scan === 'infected') t.throws(assess('accepted'), { code: 'content-withheld', facts: { scan } }, scan)
      else t.doesNotThrow(assess('accepted'), scan)
      if (state === 'submitted') t.doesNotThrow(assess('returned'), scan)
    }
  }
})

t.test('an assessment is bound to the content that was judged', async (t) => {
  const submitted = { state: 'submitted', scan: 'skipped', sha256, replacedById: null } as const

  t.throws(() => requireAssessable(submitted, work, judge, { outcome: 'accepted', sha256: 'b'.repeat(64) }), { code: 'stale-content', facts: { currentSha256: sha256 } })
  t.doesNotThrow(() => requireAssessable(submitted, work, judge, { outcome: 'accepted', sha256: sha256.toUpperCase() }))
})

t.test('what something else was handed in for is returned, and not accepted any more', async (t) => {
  const replaced = { state: 'submitted', scan: 'skipped', sha256, replacedById: 'later' } as const

  t.throws(() => requireAssessable(replaced, work, judge, { outcome: 'accepted', sha256 }), { code: 'stale-content', facts: { replacedById: 'later' } })
  t.doesNotThrow(() => requireAssessable(replaced, work, judge, { outcome: 'returned', comment: 'See the later one', sha256 }))
})

t.test('what was withdrawn is given to its agency and to coordinators alone', async (t) => {
  const read = (role: Role, agencyId: string | null, state: EvidenceState = 'withdrawn') => () => refuseWithdrawn({ state, byAgencyId: 'police' }, { role, agencyId })

  for (const allowed of [read('contributor', 'police'), read('coordinator', null), read('coordinator', 'csc')]) t.doesNotThrow(allowed)
  for (const role of ['contributor', 'reviewer', 'scrutineer'] as const) t.throws(read(role, 'csc'), { code: 'content-withheld', facts: { state: 'withdrawn' } }, role)
  t.throws(() => refuseWithdrawn({ state: 'withdrawn', byAgencyId: null }, { role: 'reviewer', agencyId: null }), { code: 'content-withheld' })
  for (const state of evidenceStates) if (state !== 'withdrawn') t.doesNotThrow(read('reviewer', 'csc', state), state)
})

t.test('evidence is returned with a comment', async (t) => {
  const submitted = { state: 'submitted', scan: 'skipped', sha256, replacedById: null } as const
  for (const said of [{}, { comment: '' }, { comment: ' \n' }]) {
    t.throws(() => requireAssessable(submitted, work, judge, { outcome: 'returned', sha256, ...said }), { code: 'reason-required', facts: { errors: [{ pointer: '/comment' }] } })
  }
})

t.test('who judges is asked before what, in which state, and with what said', async (t) => {
  const wrongInEverything = { state: 'accepted', scan: 'infected', sha256: 'b'.repeat(64), replacedById: null } as const
  const poor = { outcome: 'returned', sha256 } as const

  t.throws(() => requireAssessable(wrongInEverything, work, { id: 'sam', agencyId: 'police' }, poor), { code: 'separation-of-duties', facts: { rule: 'submitter' } })
  t.throws(() => requireAssessable(wrongInEverything, work, judge, poor), { code: 'stale-content' })
  t.throws(() => requireAssessable({ ...wrongInEverything, sha256 }, work, judge, poor), { code: 'already-decided' })
})

t.test('a file is withheld until the scanner let it pass', async (t) => {
  for (const scan of scans) {
    if (scan === 'clean' || scan === 'skipped') t.doesNotThrow(() => refuseWithheld({ scan }), scan)
    else t.throws(() => refuseWithheld({ scan }), { code: 'content-withheld', facts: { scan } }, scan)
  }
})

const action = { reopenings: 1, ownerAgencyId: 'csc' }
const accepted: CountedEvidence = { kind: 'output', state: 'accepted', scan: 'skipped', round: 1, assessedByAgencyId: 'police' }

t.test('what counts was accepted in this round, by an agency that has not become the owner', async (t) => {
  t.equal(countsTowardsCompletion(accepted, action), true)
  t.equal(countsTowardsCompletion({ ...accepted, round: 0 }, action), false)
  t.equal(countsTowardsCompletion(accepted, { ...action, ownerAgencyId: 'police' }), false)
  for (const state of ['submitted', 'returned', 'withdrawn'] as const) t.equal(countsTowardsCompletion({ ...accepted, state }, action), false, state)
})

t.test('each kind proves delivery or a difference, and never both', async (t) => {
  for (const kind of evidenceKinds) {
    const delivery = kind === 'output' || kind === 'process'
    t.same(countEvidence([{ ...accepted, kind }], action), { total: 1, acceptedDelivery: delivery ? 1 : 0, acceptedImpact: delivery ? 0 : 1 }, kind)
  }
})

t.test('whatever else was handed in, completion takes one of each that counts', async (t) => {
  const piece = fc.record<CountedEvidence>({
    kind: fc.constantFrom(...evidenceKinds),
    state: fc.constantFrom(...evidenceStates),
    scan: fc.constantFrom(...scans),
    round: fc.nat({ max: 2 }),
    assessedByAgencyId: fc.constantFrom(null, 'csc', 'police')
  })
  fc.assert(fc.property(fc.array(piece), (pieces) => {
    const counting = pieces.filter((each) => countsTowardsCompletion(each, action))
    const isEnough = counting.some(({ kind }) => ['output', 'process'].includes(kind)) && counting.some(({ kind }) => ['outcome', 'voice', 'independent'].includes(kind))
    return (missingEvidence('completed', countEvidence(pieces, action)).length === 0) === isEnough
  }))
})

t.test('what is withdrawn, infected or of an earlier round is not there to be submitted', async (t) => {
  const submitted = { ...accepted, state: 'submitted' } as const

  t.equal(countEvidence([submitted, { ...submitted, state: 'returned' }, { ...submitted, scan: 'pending' }], action).total, 3)
  t.equal(countEvidence([{ ...submitted, state: 'withdrawn' }, { ...submitted, scan: 'infected' }, { ...submitted, round: 0 }], action).total, 0)
})
