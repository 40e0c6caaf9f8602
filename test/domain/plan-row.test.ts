import t from 'tap'
import { readPlanRow } from '../../src/domain/plan-row.ts'
import type { PlanCells } from '../../src/domain/plan-row.ts'

const cells: PlanCells = {
  externalReference: 'LL-1', reviewReference: 'CHILD-O', recommendationReference: 'R1; R2', reviewKind: 'Rapid review', recommendationResponse: 'Accepted', respondedOn: '01/02/2026',
  actionTitle: 'Name a lead', ownerAgency: 'csc', supportingAgencies: 'housing; police', priority: 'H', dueOn: '22/11/2026', originalDueOn: '2026-06-30', status: 'Ongoing', startedOn: '2-Mar-2026', percentComplete: '40 %'
}
const columnsOf = (row: PlanCells) => readPlanRow(row).faults.map(({ column }) => column)

t.test('a row is read as its columns have it', async (t) => {
  t.match(readPlanRow(cells), {
    row: {
      reviewReference: 'CHILD-O', reviewKind: 'rapid_review', recommendationReferences: ['R1', 'R2'], recommendationResponse: 'accepted', respondedOn: '2026-02-01',
      action: { externalReference: 'LL-1', title: 'Name a lead', ownerAgency: 'csc', supportingAgencies: ['housing', 'police'], priority: 'high', dueOn: '2026-11-22', originalDueOn: '2026-06-30', status: 'in_progress', startedOn: '2026-03-02', percentComplete: 40 }
    },
    faults: { length: 0 }
  })
})

for (const column of ['reviewKind', 'recommendationResponse', 'respondedOn', 'priority', 'dueOn', 'originalDueOn', 'status', 'startedOn', 'percentComplete'] as const) {
  t.test(`a ${column} that nobody can read is told, and hides nothing of the others`, async (t) => {
    const { row, faults } = readPlanRow({ ...cells, [column]: 'soon' })
    const { action: _action, [column as 'reviewKind']: _unread, ...others } = readPlanRow(cells).row

    t.match(faults, [{ column, value: 'soon' }])
    t.equal(faults.length, 1)
    t.match(row, { ...others, action: { externalReference: 'LL-1', title: 'Name a lead', ownerAgency: 'csc' } })
    t.notOk(column in row || (row.action !== undefined && column in row.action))
  })
}

t.test('what is needed and empty is told, and all of it at once', async (t) => {
  t.same(columnsOf({ notes: 'Begun.' }), ['reviewReference', 'recommendationReference', 'actionTitle', 'externalReference', 'ownerAgency', 'priority', 'dueOn'])
  t.same(columnsOf({ recommendationText: 'Do better.' }), ['reviewReference', 'recommendationReference'], 'a row without an action needs nothing of one')
  t.match(readPlanRow({ notes: 'Begun.' }), { row: { recommendationReferences: { length: 0 }, action: { notes: 'Begun.' } } })
})
