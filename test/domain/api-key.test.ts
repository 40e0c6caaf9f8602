import t from 'tap'
import { endOfOverlap, expiryOfSuccessor, keyWorks, refuseBadExpiry, refuseUnlessLive, refuseUnlessMayMake, stateOfKey } from '../../src/domain/api-key.ts'
import type { Caller } from '../../src/domain/permission.ts'
import { serviceRoles } from '../../src/domain/person.ts'

const today = '2026-03-02'
const now = '2026-03-02T09:00:00.000Z'
const live = { expiresOn: '2026-12-31', replacedAt: null, revokedAt: null }

t.test('the first that ended a key is its state', async (t) => {
  t.equal(stateOfKey(live, today), 'live')
  t.equal(stateOfKey({ ...live, replacedAt: now }, today), 'replaced')
  t.equal(stateOfKey({ ...live, replacedAt: now, expiresOn: '2026-03-01' }, today), 'expired')
  t.equal(stateOfKey({ ...live, replacedAt: now, expiresOn: '2026-03-01', revokedAt: now }, today), 'revoked')
})

t.test('a key works to the end of its last day', async (t) => {
  const works = ['2026-03-01', '2026-03-02', '2026-03-03'].map((expiresOn) => keyWorks({ ...live, expiresOn }, now, today))
  t.strictSame(works, [false, true, true])
})

t.test('a replaced key works until its overlap ends, and not at its end', async (t) => {
  const works = ['2026-03-02T08:59:59.999Z', now, '2026-03-02T09:00:00.001Z'].map((replacedAt) => keyWorks({ ...live, replacedAt }, now, today))
  t.strictSame(works, [false, false, true])
})

t.test('a revoked key never works', async (t) => {
  t.notOk(keyWorks({ ...live, revokedAt: '2030-01-01T00:00:00.000Z' }, now, today))
})

t.test('a key ends today at the earliest and in 365 days at the latest', async (t) => {
  t.throws(() => { refuseBadExpiry('2026-03-01', today) }, { code: 'rule-broken', message: '2026-03-01 has passed; today is 2026-03-02.' })
  t.doesNotThrow(() => { refuseBadExpiry('2026-03-02', today) })
  t.doesNotThrow(() => { refuseBadExpiry('2027-03-02', today) })
  t.throws(() => { refuseBadExpiry('2027-03-03', today) }, { code: 'rule-broken', facts: { errors: [{ pointer: '/expiresOn' }] } })
})

t.test('a successor is given as many days as its predecessor, but no more than 365', async (t) => {
  t.equal(expiryOfSuccessor({ expiresOn: '2026-03-10' }, '2026-02-28', today), '2026-03-12')
  t.equal(expiryOfSuccessor({ expiresOn: '2026-03-02' }, '2026-03-02', today), '2026-03-02')
  t.equal(expiryOfSuccessor({ expiresOn: '2099-12-31' }, '2026-02-28', today), '2027-03-02')
})

t.test('the overlap is 24 hours, also over the night in which the clocks change', async (t) => {
  t.equal(endOfOverlap('2026-03-28T12:00:00.000Z'), '2026-03-29T12:00:00.000Z')
})

t.test('only a live key is rotated', async (t) => {
  t.doesNotThrow(() => { refuseUnlessLive(live, today) })
  t.throws(() => { refuseUnlessLive({ ...live, revokedAt: now }, today) }, { code: 'key-not-live', facts: { state: 'revoked' } })
  t.throws(() => { refuseUnlessLive({ ...live, replacedAt: now }, today) }, { code: 'key-not-live', facts: { state: 'replaced' } })
  t.throws(() => { refuseUnlessLive({ ...live, expiresOn: '2026-03-01' }, today) }, { code: 'key-not-live', facts: { state: 'expired' } })
})

t.test("a service's key makes keys of any role but coordinator; a person and the operator make those too", async (t) => {
  const service: Caller = { kind: 'service', id: 's', keyId: 's', name: 'A service', role: 'coordinator', agencyId: null, partnershipId: 'p' }
  const makers = { service, person: { ...service, kind: 'person' }, signedIn: { ...service, kind: 'person', keyId: null }, operator: { ...service, keyId: null } } as const
  for (const [who, maker] of Object.entries(makers)) {
    for (const role of serviceRoles) {
      if (who === 'service' && role === 'coordinator') t.throws(() => { refuseUnlessMayMake(maker, role) }, { code: 'forbidden' })
      else t.doesNotThrow(() => { refuseUnlessMayMake(maker, role) }, `${who} makes ${role}`)
    }
  }
})
