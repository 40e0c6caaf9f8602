import t from 'tap'
import { faultsIn, planFrom } from '../../src/domain/playbook.ts'
import type { Partners, Playbook, PlaybookAction } from '../../src/domain/playbook.ts'

const action: PlaybookAction = {
  title: 'Approve a written procedure',
  description: 'The director approves it.',
  ownerAgency: "Children's Social Care (CSC)",
  ownerKind: 'childrens_social_care',
  dueOffsetDays: 60,
  evidenceExpected: ['Approved procedure', 'Minute'],
  milestones: [{ title: 'Lead appointed', dueOffsetDays: 0 }, { title: 'Approved', dueOffsetDays: 60 }]
}
const staffAction = { ...action, ownerAgency: 'Workforce / HR', ownerKind: null }
const playbook: Playbook = {
  key: 'serious-incident-debrief',
  title: 'Debrief and case review after a serious incident',
  reference: 'R1',
  recommendationText: 'CSC to develop an internal process for debrief',
  theme: 'Learning',
  ownerAgency: "Children's Social Care (CSC)",
  ownerKind: 'childrens_social_care',
  supportingAgencies: ['Police', 'Housing', 'Workforce / HR'],
  supportingKinds: ['police', 'housing'],
  measures: [{ name: 'Debriefs held', description: 'Share held.', unit: 'percent', numerator: 'Held', denominator: 'All', direction: 'higher_is_better', frequency: 'quarterly', baseline: null, target: 95, source: 'Log' }],
  actions: [action]
}
const csc = { id: 'csc', kind: 'childrens_social_care' } as const
const police = { id: 'police', kind: 'police' } as const
const partners: Partners = { agencies: [csc, police], leadAgencyId: 'lead', ownerAgencyId: undefined }

function ownersOf (actions: readonly PlaybookAction[], who: Partial<Partners> = {}): string[] {
  return planFrom({ ...playbook, actions }, '2026-03-02', { ...partners, ...who }).actions.map(({ ownerAgencyId }) => ownerAgencyId)
}

t.test('a plan counts its dates in calendar days from the day on which it starts, and says what evidence is expected', async (t) => {
  t.strictSame(planFrom(playbook, '2026-03-02', partners).actions, [{
    title: 'Approve a written procedure',
    description: 'The director approves it.\n\nEvidence expected: Approved procedure; Minute.',
    ownerAgencyId: 'csc',
    supportingAgencyIds: ['police'],
    dueOn: '2026-05-01',
    milestones: [{ title: 'Lead appointed', dueOn: '2026-03-02' }, { title: 'Approved', dueOn: '2026-05-01' }]
  }])
})

t.test('an action without expected evidence says only what it is', async (t) => {
  t.equal(planFrom({ ...playbook, actions: [{ ...action, evidenceExpected: [] }] }, '2026-03-02', partners).actions[0]?.description, 'The director approves it.')
})

t.test('an action goes to the one agency of its kind, else to the lead agency', async (t) => {
  t.strictSame(ownersOf([action]), ['csc'])
  t.strictSame(ownersOf([action], { agencies: [police] }), ['lead'], 'there is none')
  t.strictSame(ownersOf([action], { agencies: [csc, { ...csc, id: 'another' }] }), ['lead'], 'there are two')
  t.strictSame(ownersOf([staffAction]), ['lead'], 'a team is no agency')
})

t.test('the agency that is named owns every action and reports every measure', async (t) => {
  const plan = planFrom({ ...playbook, actions: [action, staffAction] }, '2026-03-02', { ...partners, ownerAgencyId: 'named' })

  t.strictSame(plan.actions.map(({ ownerAgencyId }) => ownerAgencyId), ['named', 'named'])
  t.strictSame(plan.actions.map(({ supportingAgencyIds }) => supportingAgencyIds), [['police'], ['police']], 'the one that it stands for has no part')
  t.strictSame(plan.measures, [{ ...playbook.measures[0], ownerAgencyId: 'named' }])
})

t.test('the playbook’s own agency helps with what another owns', async (t) => {
  const plan = planFrom({ ...playbook, actions: [staffAction, action] }, '2026-03-02', partners)

  t.strictSame(plan.actions.map(({ supportingAgencyIds }) => supportingAgencyIds), [['csc', 'police'], ['police']])
  t.equal(plan.measures[0]?.ownerAgencyId, 'csc')
})

t.test('an action that nobody could own is refused, and the kind is named', async (t) => {
  const nobody = { agencies: [], leadAgencyId: null }

  t.throws(() => ownersOf([action], nobody), { code: 'rule-broken', message: /childrens_social_care/, facts: { errors: [{ pointer: '/ownerAgencyId' }] } })
  t.throws(() => ownersOf([staffAction], nobody), { code: 'rule-broken', message: /Workforce \/ HR;/ })
})

t.test('playbooks share no key, and no milestone comes after its action', async (t) => {
  const late = { ...playbook, actions: [{ ...action, milestones: [{ title: 'Too late', dueOffsetDays: 61 }] }] }

  t.strictSame(faultsIn([playbook, { ...playbook, key: 'another' }]), [])
  t.match(faultsIn([playbook, late]), [/another playbook has this key/, /Too late.*Approve a written procedure/])
})
