import t from 'tap'
import { deliveryStatuses } from '../../src/domain/action.ts'
import { agreeExtension, declineExtension, extensionStates, requireExtendable, workOfExtension } from '../../src/domain/extension.ts'
import { isOpen } from '../../src/domain/action.ts'

const action = { status: 'in_progress', dueOn: '2026-06-30', submittedOn: null, extensionCount: 1 } as const
const requested = { state: 'requested', proposedDueOn: '2026-07-31' } as const

t.test('an extension is asked for what is open, in every status', async (t) => {
  for (const status of deliveryStatuses) {
    const ask = () => requireExtendable({ ...action, status }, '2026-07-31', undefined)
    if (isOpen({ status })) t.doesNotThrow(ask, status)
    else t.throws(ask, { code: 'action-not-open' }, status)
  }
})

t.test('an extension is to a later date than the due date', async (t) => {
  t.throws(() => requireExtendable(action, '2026-06-29', undefined), { code: 'extension-not-later' })
  t.throws(() => requireExtendable(action, '2026-06-30', undefined), { code: 'extension-not-later' })
  t.doesNotThrow(() => requireExtendable(action, '2026-07-01', undefined))
})

t.test('there is one request at a time', async (t) => {
  t.throws(() => requireExtendable(action, '2026-07-31', { id: 'waiting' }), { code: 'already-exists', facts: { extensionId: 'waiting' } })
})

t.test('an agreed extension moves the due date and counts; nothing else moves', async (t) => {
  t.strictSame(agreeExtension(requested, action), { dueOn: '2026-07-31', extensionCount: 2 })
})

t.test('a decision stands', async (t) => {
  for (const state of extensionStates.filter((each) => each !== 'requested')) {
    t.throws(() => agreeExtension({ ...requested, state }, action), { code: 'already-decided', facts: { state } })
    t.throws(() => declineExtension({ ...requested, state }), { code: 'already-decided', facts: { state } })
  }
})

t.test('what has ended is extended no more, and can be declined', async (t) => {
  for (const status of ['completed', 'closed_not_delivered'] as const) {
    t.throws(() => agreeExtension(requested, { ...action, status }), { code: 'action-not-open' })
  }
  t.doesNotThrow(() => declineExtension(requested))
})

t.test('a request that the due date has overtaken is not agreed to', async (t) => {
  const agreeWhenDue = (dueOn: string) => () => agreeExtension(requested, { ...action, dueOn })

  t.doesNotThrow(agreeWhenDue('2026-07-30'))
  t.throws(agreeWhenDue('2026-07-31'), { code: 'extension-overtaken' })
  t.throws(agreeWhenDue('2026-08-01'), { code: 'extension-overtaken' })
})

t.test('a decision judges the work of who asked and of the owner, then and now', async (t) => {
  const asked = { byPersonId: 'lead', byApiKeyId: null, byAgencyId: 'supporter', ownerAgencyIdWhenRequested: 'first-owner' }

  t.strictSame(workOfExtension(asked, { ownerAgencyId: 'owner' }),
    { ownerAgencyId: 'owner', ownerAgencyIdWhenSubmitted: 'first-owner', submittedById: 'lead', submittedByAgencyId: 'supporter' })
  t.equal(workOfExtension({ ...asked, byPersonId: null, byApiKeyId: 'key' }, { ownerAgencyId: 'owner' }).submittedById, 'key')
})
