import t from 'tap'
import { currentSuccessor, isCurrent, wouldMakeCycle } from '../../src/domain/agency.ts'

const today = '2026-04-01'

t.test('an agency exists from its first to its last day, both included', async (t) => {
  t.strictSame(['2026-03-31', '2026-04-01', '2026-04-02'].map(day => isCurrent({ validFrom: '2026-04-01', validTo: null }, day)), [false, true, true])
  t.strictSame(['2026-03-31', '2026-04-01', '2026-04-02'].map(day => isCurrent({ validFrom: null, validTo: '2026-04-01' }, day)), [true, true, false])
  t.ok(isCurrent({ validFrom: null, validTo: null }, today), 'without dates always')
})

function agency (id: string, facts: { successorId?: string, validTo?: string } = {}) {
  return { id, successorId: null, validFrom: null, validTo: null, ...facts }
}

function byId (...agencies: ReadonlyArray<ReturnType<typeof agency>>) {
  return new Map(agencies.map(agency => [agency.id, agency]))
}

t.test('an agency answers for itself as long as it exists, even when its successor is known', async (t) => {
  const merging = agency('nwl', { validTo: today, successorId: 'wnl' })

  t.equal(currentSuccessor(merging, byId(merging, agency('wnl')), today)?.id, 'nwl')
  t.equal(currentSuccessor(merging, byId(merging, agency('wnl')), '2026-04-02')?.id, 'wnl')
})

t.test('the chain of successors is followed to the first that exists', async (t) => {
  const first = agency('a', { validTo: '2020-01-01', successorId: 'b' })
  const all = byId(first, agency('b', { validTo: '2022-01-01', successorId: 'c' }), agency('c', { successorId: 'd' }), agency('d'))

  t.equal(currentSuccessor(first, all, today)?.id, 'c')
})

t.test('an agency that ended without a successor has none', async (t) => {
  const ended = agency('a', { validTo: '2020-01-01' })
  const orphan = agency('b', { validTo: '2020-01-01', successorId: 'unknown' })

  t.equal(currentSuccessor(ended, byId(ended), today), undefined)
  t.equal(currentSuccessor(orphan, byId(orphan), today), undefined)
})

t.test('a chain that leads back to itself is refused rather than followed for ever', async (t) => {
  const first = agency('a', { validTo: '2020-01-01', successorId: 'b' })
  const second = agency('b', { validTo: '2020-01-01', successorId: 'a' })

  t.throws(() => currentSuccessor(first, byId(first, second), today), { code: 'rule-broken' })
})

t.test('a successor that would follow the agency, directly or through others, makes a cycle', async (t) => {
  const all = byId(agency('a'), agency('b', { successorId: 'c' }), agency('c', { successorId: 'a' }), agency('d'))

  t.ok(wouldMakeCycle('a', 'a', all), 'itself')
  t.ok(wouldMakeCycle('a', 'c', all), 'directly')
  t.ok(wouldMakeCycle('a', 'b', all), 'through another')
  t.notOk(wouldMakeCycle('a', 'd', all))
  t.notOk(wouldMakeCycle('a', 'unknown', all))
})
