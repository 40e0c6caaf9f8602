import t from 'tap'
import { setStage } from '../faults/webhook-stage.ts'
import { tellUnderFire } from '../faults/webhooks-under-fire.ts'
import { cloneTemplate } from '../support/template.ts'

t.test('of services that are killed while they tell a receiver that fails three of ten attempts, no event is lost, each keeps its id, and every signature is good', async (t) => {
  const database = await cloneTemplate()
  t.teardown(database.drop)
  const stage = await setStage(t, t.testdir(), database)

  const { told, ...seen } = await tellUnderFire(stage, { events: 120, services: 2, kills: 2 })

  t.equal(told.size, 120)
  t.match(seen, { lost: 0, badSignatures: 0, confused: 0, redirectsFollowed: 0 })
  t.ok(seen.failed > 0)
  t.comment(`${seen.attempts} attempts, ${seen.failed} failed, ${seen.seconds} s`)
})
