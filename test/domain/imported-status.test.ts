import t from 'tap'
import { importableStatuses, takeOverStatus } from '../../src/domain/imported-status.ts'
import type { StatusAsRead } from '../../src/domain/imported-status.ts'

const today = '2026-03-02'
const plan = { status: 'not_started', startedOn: null, completedOn: null, dueOn: '2026-06-30', originalDueOn: '2026-06-30' } as const

t.test('what was completed is so on the plan’s word, never as signed off', async (t) => {
  t.match(takeOverStatus({ ...plan, status: 'completed', completedOn: today }, today), { begun: { status: 'completed', assurance: 'before_this_service', closureReason: 'delivered', completedOn: today }, faults: { length: 0 } })
})

t.test('what is open has no assurance and no end', async (t) => {
  for (const status of importableStatuses.filter((each) => each !== 'completed')) t.match(takeOverStatus({ ...plan, status }, today), { begun: { status, assurance: null, completedOn: null, closureReason: null } })
})

const refused = [
  [{ status: 'completed' }, 'completedOn'],
  [{ status: 'completed', completedOn: '2026-03-03' }, 'completedOn'],
  [{ status: 'in_progress', completedOn: '2026-03-01' }, 'completedOn'],
  [{ status: 'in_progress', startedOn: '2026-03-03' }, 'startedOn'],
  [{ startedOn: '2026-03-01' }, 'startedOn'],
  [{ status: 'completed', completedOn: '2026-02-01', startedOn: '2026-02-02' }, 'startedOn'],
  [{ originalDueOn: '2026-07-01' }, 'originalDueOn']
] as const

for (const [facts, field] of refused) {
  t.test(`${JSON.stringify(facts)} is refused for its ${field}`, async (t) => {
    t.match(takeOverStatus({ ...plan, ...facts }, today), { begun: undefined, faults: [{ pointer: `/${field}` }] })
  })
}

const pointersOf = (facts: Partial<StatusAsRead>) => takeOverStatus({ ...plan, ...facts }, today).faults.map(({ pointer }) => pointer)

t.test('everything that cannot be so is told at once', async (t) => {
  t.same(pointersOf({ status: 'completed', startedOn: '2026-03-03', originalDueOn: '2026-07-01' }), ['/originalDueOn', '/startedOn', '/completedOn'])
})

t.test('what depends on a cell that nobody can read is not judged, and nothing comes of it', async (t) => {
  for (const [field] of Object.entries(plan)) t.match(takeOverStatus({ ...plan, [field]: undefined }, today), { begun: undefined, faults: { length: 0 } }, field)
  t.same(pointersOf({ status: undefined, startedOn: '2026-03-01', completedOn: '2026-02-01' }), ['/startedOn'], 'the days are judged beside each other')
  t.same(pointersOf({ dueOn: undefined, originalDueOn: '2026-07-01', status: 'completed' }), ['/completedOn'])
})
