import t from 'tap'
import { deliveryStatuses, isOpen } from '../../src/domain/action.ts'
import { actionWarningCodes, actionWarnings } from '../../src/domain/action-warnings.ts'
import type { WatchedAction } from '../../src/domain/action-warnings.ts'

const today = '2026-03-02'
const around = ['2026-03-01', '2026-03-02', '2026-03-03'] as const
const sound: WatchedAction = { status: 'in_progress', leadPersonId: 'lead', resumeOn: null, ownerValidTo: null, eligibleReviewers: 1 }

function codes (facts: Partial<WatchedAction>): readonly string[] {
  return actionWarnings({ ...sound, ...facts }, today).map(({ code }) => code)
}

t.test('an action with a lead, an owner and someone to sign it off has no warning', async (t) => {
  t.strictSame(codes({}), [])
})

t.test('an action that nobody leads or nobody could sign off carries a warning that says what to do', async (t) => {
  t.match(actionWarnings({ ...sound, leadPersonId: null }, today), [{ code: 'no_lead', message: /name one/ }])
  t.match(actionWarnings({ ...sound, eligibleReviewers: 0 }, today), [{ code: 'nobody_eligible_to_sign_off', message: /another agency/ }])
})

t.test('an owner agency that has ended is warned about from the day after its last', async (t) => {
  t.strictSame(around.map(ownerValidTo => codes({ ownerValidTo })), [['owner_agency_ended'], [], []])
})

t.test('a paused action is warned about from the day after it was to resume', async (t) => {
  t.strictSame(around.map(resumeOn => codes({ status: 'paused', resumeOn })), [['resume_date_passed'], [], []])
  t.strictSame(codes({ status: 'paused', resumeOn: null }), [])
  t.strictSame(codes({ status: 'in_progress', resumeOn: '2026-03-01' }), [])
})

t.test('what is completed or closed has nothing to be warned about', async (t) => {
  const everything = { leadPersonId: null, resumeOn: '2026-03-01', ownerValidTo: '2026-03-01', eligibleReviewers: 0 }

  for (const status of deliveryStatuses.filter(status => !isOpen({ status }))) t.strictSame(codes({ ...everything, status }), [], status)
  t.strictSame(codes({ ...everything, status: 'paused' }), actionWarningCodes)
})
