import t from 'tap'
import { readFileSync } from 'node:fs'
import { deliveryStatuses } from '../../src/domain/action.ts'
import { moves } from '../../src/domain/action-moves.ts'

t.test('docs/action-lifecycle.md draws the moves that there are, with who may make them and what they need', async (t) => {
  const page = readFileSync(new URL('../../docs/action-lifecycle.md', import.meta.url), 'utf8')
  const drawn = [...page.matchAll(/^ {2}(\w+ --> \w+: .+)$/gm)].map(([, edge]) => edge)

  t.strictSame(drawn, deliveryStatuses.flatMap((from) => moves[from].map(({ name, to, by, needs }) =>
    `${from} --> ${to}: ${name} (${[by.join(', '), ...(needs.length === 0 ? [] : [needs.join(', ')])].join('; ')})`)))
})
