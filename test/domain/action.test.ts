import t from 'tap'
import { deliveryStatuses, isOpen, relationTo } from '../../src/domain/action.ts'

t.test('an action is open until it is completed or closed', async (t) => {
  t.strictSame(deliveryStatuses.filter(status => !isOpen({ status })), ['completed', 'closed_not_delivered'])
})

t.test('an agency owns an action, supports it or has no part in it', async (t) => {
  const action = { ownerAgencyId: 'housing', supportingAgencyIds: ['csc', 'police'] }

  t.strictSame(['housing', 'police', 'probation', null].map(agencyId => relationTo(action, agencyId)), ['owner', 'supporting', 'none', 'none'])
})
