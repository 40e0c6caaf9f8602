import t from 'tap'
import { eventTypesOf, testApp } from '../support/app.ts'
import { buildAction } from '../support/build.ts'
import { dayFields, isForCoordinatorsAlone, sent, shownAgain, visitor } from '../support/pages.ts'

/*
 * What a coordinator puts right at the dashboard: the same commands, rights and
 * versions as those of the API, with everything that was typed kept on an error.
 */

const app = await testApp(t)
const { send } = app
const coordinator = await visitor(app, 'coordinator')
const contributor = await visitor(app, 'contributor')
const stranger = await app.anotherPartnership()

t.test('a coordinator adds a dated step to an action, and puts it right', async (t) => {
  const { id } = await buildAction(app)
  sent(t, await coordinator.send(`/actions/${id}/milestones/new`, { title: 'Lead & deputy “named” – Siân', ...dayFields('dueOn', '2026-04-01') }), /milestone_added/)
  const { body: { data: [milestone] } } = await send('GET', `/v1/actions/${id}/milestones`)
  t.match(milestone, { title: 'Lead & deputy “named” – Siân', dueOn: '2026-04-01', completedOn: null })

  const path = `/milestones/${milestone.id}/change`
  sent(t, await coordinator.send(path, { title: 'Lead named', ...dayFields('dueOn', '2026-05-01'), ...dayFields('completedOn', '2026-03-01') }), /milestone_changed/)
  sent(t, await coordinator.send(path, { title: 'Lead named', ...dayFields('dueOn', '2026-05-01'), ...dayFields('completedOn', '') }), /milestone_changed/)
  t.match((await send('GET', `/v1/milestones/${milestone.id}`)).body, { title: 'Lead named', dueOn: '2026-05-01', completedOn: null })
  t.same(await eventTypesOf(app.db, milestone.id), ['milestone.created', 'milestone.completed', 'milestone.reopened'])
})

t.test('what is wrong with a milestone is said at its fields, and nothing typed is lost', async (t) => {
  const { id } = await buildAction(app)
  const wrong = await coordinator.send(`/actions/${id}/milestones/new`, { title: '', ...dayFields('dueOn', '2026-02-30') })
  shownAgain(t, wrong, 400, /There is a problem.*Enter the step, in a line.*Due date must be a real date/)
  t.match(wrong.html, /href="#dueOn"[^]*id="dueOn" name="dueOn-day" [^]*value="30"/)
  const { body: { id: milestoneId } } = await send('POST', `/v1/actions/${id}/milestones`, { title: 'A draft', dueOn: '2026-04-01' })
  shownAgain(t, await coordinator.send(`/milestones/${milestoneId}/change`, { title: 'A draft', ...dayFields('dueOn', '2026-04-01'), ...dayFields('completedOn', '2026-03-03') }), 422, /When it was reached must be today or in the past/)
})

t.test('no step is planned for an action that is over', async (t) => {
  const { id } = await buildAction(app)
  await send('POST', `/v1/actions/${id}/transitions`, { to: 'closed_not_delivered', note: 'Another action covers it.', closureReason: 'merged' })
  t.notMatch((await coordinator.look(`/actions/${id}`)).html, /milestones\/new/)
  shownAgain(t, await coordinator.send(`/actions/${id}/milestones/new`, { title: 'A draft', ...dayFields('dueOn', '2026-04-01') }), 409, /The action is not open: reopen it/)
})

t.test('milestones are a coordinator’s to set; who does the work marks them as reached', async (t) => {
  const { id } = await buildAction(app)
  const [{ body: ours }, { body: theirs }] = [await send('POST', `/v1/actions/${id}/milestones`, { title: 'A draft', dueOn: '2026-04-01' }), await theirMilestone()]
  const typed = { title: 'A draft', ...dayFields('dueOn', '2026-04-01') }
  await isForCoordinatorsAlone(t, app, { form: `/actions/${id}/milestones/new`, typed, linkedFrom: `/actions/${id}`, foreign: `/actions/${theirs.actionId}/milestones/new` })
  await isForCoordinatorsAlone(t, app, { form: `/milestones/${ours.id}/change`, typed, linkedFrom: `/actions/${id}`, foreign: `/milestones/${theirs.id}/change` })
  t.match((await contributor.look(`/actions/${id}`)).html, `href="/milestones/${ours.id}/reached"`)
})

async function theirMilestone () {
  const { id } = await buildAction({ send: stranger.as('coordinator'), agencies: stranger.agencies })
  return await stranger.as('coordinator')('POST', `/v1/actions/${id}/milestones`, { title: 'Theirs', dueOn: '2026-04-01' })
}
