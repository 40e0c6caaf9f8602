import t from 'tap'
import { testApp } from '../support/app.ts'
import { buildSubmitted } from '../support/evidence.ts'
import { plantMember } from '../support/members.ts'
import { visitor } from '../support/pages.ts'

/* Who did what to an action, as its page tells those who may see people. */

const app = await testApp(t)
const historyOf = async (role: 'reviewer' | 'viewer', id: string) => /History (.*)$/.exec((await (await visitor(app, role)).look(`/actions/${id}`)).text)?.[1] ?? ''

t.test('the history of an action says who did what, and for which agency', async (t) => {
  const { id, path } = await buildSubmitted(app)
  await app.as('reviewer')('POST', `${path}/transitions`, { to: 'completed' })
  const told = await historyOf('reviewer', id)

  t.match(told, /Signed off 2 March 2026 at 9:00am, A reviewer, The police agency/)
  t.match(told, /Handed in for sign-off 2 March 2026 at 9:00am, A contributor, The csc agency/)
  t.match(told, /Evidence accepted: A dip sample 2 March 2026 at 9:00am, A reviewer, The police agency/)
  t.match(told, /Work started 2 March 2026 at 9:00am, A coordinator, The unit agency/)
})

t.test('what the lead thinks of the due date is told while the action is open', async (t) => {
  const { id, path } = await buildSubmitted(app)
  const reviewer = await visitor(app, 'reviewer')
  t.match((await reviewer.look(`/actions/${id}`)).text, /The lead’s view On track, 0% done/)
  await app.as('reviewer')('POST', `${path}/transitions`, { to: 'completed' })

  t.notMatch((await reviewer.look(`/actions/${id}`)).text, /The lead’s view/)
})

t.test('who may not see people is told the agencies alone, also of what the lead did', async (t) => {
  const { id } = await buildSubmitted(app, { leadPersonId: app.people.contributor })
  const told = await historyOf('viewer', id)

  t.match(told, /Handed in for sign-off 2 March 2026 at 9:00am, The csc agency/)
  t.notMatch(told, /A contributor/)
})

t.test('somebody whose details are erased is told as such', async (t) => {
  const { id } = await buildSubmitted(app)
  const { id: personId, send } = await plantMember(app, 'contributor', app.agencies.csc)
  await send('POST', `/v1/actions/${id}/comments`, { text: 'It goes well.' })
  await app.send('POST', `/v1/people/${personId}/erasure`, { basis: 'request' }, { 'if-match': '*' })

  t.match(await historyOf('reviewer', id), /Comment 2 March 2026 at 9:00am, Erased person, The csc agency It goes well/)
})
