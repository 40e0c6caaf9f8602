import t from 'tap'
import { consumeUnderFire } from '../faults/feed-under-fire.ts'
import { setStage } from '../faults/webhook-stage.ts'
import { cloneTemplate } from '../support/template.ts'

t.test('a consumer that is killed again and again while 16 writers work has every event once and in order, and reads the same from any old cursor', async (t) => {
  const database = await cloneTemplate()
  t.teardown(database.drop)
  const stage = await setStage(t, t.testdir(), database)

  const { written, taken, kills, ...faults } = await consumeUnderFire(stage, { longMs: 1_500, kills: 5, replays: 5 })

  t.ok(written > 0)
  t.same(faults, { lost: 0, twice: 0, gaps: 0, differentReplays: 0 })
  t.comment(`${written} written, ${taken} taken, ${kills} kills`)
})
