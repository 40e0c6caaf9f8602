import t from 'tap'
import { agencyKindNamed, planFrom } from '../../src/domain/playbook.ts'
import type { Playbook } from '../../src/domain/playbook.ts'

const playbook: Playbook = {
  key: 'serious-incident-debrief',
  title: 'Debrief and case review after a serious incident',
  reference: 'R1',
  recommendationText: 'CSC to develop an internal process for debrief',
  theme: 'Learning',
  ownerAgency: "Children's Social Care (CSC)",
  supportingAgencies: ['Police'],
  measures: [],
  actions: [{
    title: 'Approve a written procedure',
    description: 'The director approves it.',
    ownerAgency: 'Workforce / HR',
    dueOffsetDays: 60,
    evidenceExpected: ['Approved procedure'],
    milestones: [{ title: 'Lead appointed', dueOffsetDays: 0 }, { title: 'Approved', dueOffsetDays: 60 }]
  }]
}

t.test('a plan counts its dates in calendar days from the day on which it starts', async (t) => {
  t.strictSame(planFrom(playbook, '2026-03-02'), [{
    title: 'Approve a written procedure',
    description: 'The director approves it.',
    ownerKind: null,
    dueOn: '2026-05-01',
    evidenceExpected: ['Approved procedure'],
    milestones: [{ title: 'Lead appointed', dueOn: '2026-03-02' }, { title: 'Approved', dueOn: '2026-05-01' }]
  }])
})

t.test('the agencies that the playbooks name are known by kind, and teams within them are not', async (t) => {
  t.equal(agencyKindNamed("Children's Social Care (CSC)"), 'childrens_social_care')
  t.equal(agencyKindNamed('Harrow Safeguarding Children Partnership'), 'partnership_business_unit')
  t.equal(agencyKindNamed('Workforce / HR'), null)
})
