import t from 'tap'
import { canonicalText, contentOf } from '../../src/domain/event-content.ts'

const written: ReadonlyArray<readonly [value: unknown, text: string]> = [
  [null, 'null'],
  [true, 'true'],
  [0, '0'],
  [-12.5, '-12.5'],
  [1e-7, '0.0000001'],
  [-1.25e-9, '-0.00000000125'],
  [1e21, '1000000000000000000000'],
  [1.5e22, '15000000000000000000000'],
  ['O’Hara "said"\n\u0001\u007f\u2028/', '"O’Hara \\"said\\"\\n\\u0001\u007f\u2028/"'],
  [[], '[]'],
  [{}, '{}'],
  [[1, 'a', [null]], '[1, "a", [null]]'],
  [{ longest: 1, b: 2, a: { éé: 1, zzz: 2, aaa: 3 } }, '{"a": {"aaa": 3, "zzz": 2, "éé": 1}, "b": 2, "longest": 1}']
]

t.test('a value has one text: blanks, the order of names, numbers without an exponent', async (t) => {
  for (const [value, text] of written) t.equal(canonicalText(value), text)
})

t.test('the text of an event has all its fields in their order, and its instant in milliseconds', async (t) => {
  const event = { id: 'i', type: 'action.started', subjectType: 'action', subjectId: 's', actorKind: 'person', actorId: 'p', agencyId: null, occurredAt: '2026-03-02T09:00:00.001Z', requestId: 'r', before: null, after: { status: 'in_progress' } }

  t.equal(contentOf('of', event), '["of", "i", "action.started", "action", "s", "person", "p", null, 1772442000001, "r", null, {"status": "in_progress"}]')
})
