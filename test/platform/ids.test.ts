import t from 'tap'
import { newId } from '../../src/platform/ids.ts'

t.test('ids are UUIDs of version 7 and of this moment', async (t) => {
  const before = Date.now()
  const id = newId()

  t.match(id, /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/)
  const made = Number.parseInt(id.replace('-', '').slice(0, 12), 16)
  t.ok(made >= before && made <= Date.now() + 1)
})

t.test('ids are in the order of their making, however many are made at once', async (t) => {
  const ids = Array.from({ length: 20_000 }, newId)

  t.same(ids, ids.toSorted())
  t.equal(new Set(ids).size, ids.length)
})
