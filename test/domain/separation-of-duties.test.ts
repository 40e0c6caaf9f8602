import t from 'tap'
import { conflictOfDuties, requireSeparateDuties } from '../../src/domain/separation-of-duties.ts'

const work = { ownerAgencyId: 'csc', ownerAgencyIdWhenSubmitted: 'housing', submittedById: 'sam', submittedByAgencyId: 'police' }
const nobodySubmitted = { ownerAgencyId: 'csc', ownerAgencyIdWhenSubmitted: null, submittedById: null, submittedByAgencyId: null }

t.test('who has a part in the work does not judge it', async (t) => {
  const cases = [
    [{ id: 'sam', agencyId: 'independent' }, 'submitter'],
    [{ id: 'alex', agencyId: 'csc' }, 'owner_agency'],
    [{ id: 'alex', agencyId: 'housing' }, 'owner_agency_when_submitted'],
    [{ id: 'alex', agencyId: 'police' }, 'submitters_agency']
  ] as const

  for (const [judge, rule] of cases) {
    t.throws(() => requireSeparateDuties(work, judge), { code: 'separation-of-duties', message: /another agency/, facts: { rule } }, rule)
  }
})

t.test('someone of another agency judges it', async (t) => {
  t.equal(conflictOfDuties(work, { id: 'alex', agencyId: 'independent' }), undefined)
  t.doesNotThrow(() => requireSeparateDuties(nobodySubmitted, { id: 'alex', agencyId: 'independent' }))
})

t.test('what nobody submitted is kept from its owner only', async (t) => {
  t.match(conflictOfDuties(nobodySubmitted, { id: 'alex', agencyId: 'csc' }), { rule: 'owner_agency' })
})
