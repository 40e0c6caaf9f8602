import t from 'tap'
import { importableStatuses, takeOverStatus } from '../../src/domain/imported-status.ts'
import { Refusal } from '../../src/domain/refusal.ts'

const today = '2026-03-02'
const plan = { status: 'not_started', startedOn: null, completedOn: null, dueOn: '2026-06-30', originalDueOn: '2026-06-30' } as const

t.test('what was completed is so on the plan’s word, never as signed off', async (t) => {
  t.match(takeOverStatus({ ...plan, status: 'completed', completedOn: today }, today), { status: 'completed', assurance: 'before_this_service', closureReason: 'delivered', completedOn: today })
})

t.test('what is open has no assurance and no end', async (t) => {
  for (const status of importableStatuses.filter((each) => each !== 'completed')) t.match(takeOverStatus({ ...plan, status }, today), { status, assurance: null, completedOn: null, closureReason: null })
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
    t.throws(() => takeOverStatus({ ...plan, ...facts }, today), { name: new Refusal('rule-broken', '').name, facts: { errors: [{ pointer: `/${field}` }] } })
  })
}
