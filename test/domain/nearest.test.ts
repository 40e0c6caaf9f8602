import t from 'tap'
import { nearest } from '../../src/domain/nearest.ts'

t.test('a misspelt word finds what it may have meant, nearest first', async (t) => {
  t.same(nearest('hosing', ['housing', 'police', 'nursing']), ['housing', 'nursing'])
  t.same(nearest('RAG', ['Priority', 'Due date']), [])
  t.same(nearest('x'.repeat(10_000), ['x']), [], 'however long it is')
})
