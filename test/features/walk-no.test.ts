import t from 'tap'
import { eventTypesOf, testApp } from '../support/app.ts'
import { etagOf } from '../support/build.ts'

/* R5 asks the partners to consider a service. A reasoned no is a valid end, at once or when the business case is in hand. */

const app = await testApp(t)
const { send, as, db, agencies, clock } = app
const review = (await send('POST', '/v1/reviews', { reference: 'CHILD-O', title: 'Child O', kind: 'other' })).body
const text = 'Harrow Partners consider the development or commissioning of  a service for women who have had children removed – such as the Pause Programme (https://www.pause.org.uk)'
const reason = 'Fewer women are concerned than a service of its own needs; the interim offer is made permanent instead, and looked at again in two years.'

async function recommend (reference: string): Promise<string> {
  return (await send('POST', '/v1/recommendations', { reviewId: review.id, reference, text, leadAgencyId: agencies.unit })).body.id
}

async function answer (id: string, response: object) {
  return await send('PATCH', `/v1/recommendations/${id}`, response, await etagOf(app, `/v1/recommendations/${id}`))
}

async function plan (id: string) {
  return await send('POST', `/v1/recommendations/${id}/playbook`, { key: 'support-after-removal', startOn: '2026-03-02', ownerAgencyId: agencies.csc })
}

t.test('a no needs its reason', async (t) => {
  const id = await recommend('R5-without-reason')

  for (const responseReason of [undefined, null, '', '  ']) {
    const { status, body } = await answer(id, { response: 'not_accepted', responseReason })
    t.match([status, body], [422, { type: '/problems/reason-required', errors: [{ pointer: '/responseReason' }] }])
  }
  t.match((await send('GET', `/v1/recommendations/${id}`)).body, { response: 'awaiting_response', responseReason: null })
})

t.test('a reasoned no is an end: dated, recorded, shown to all, and nothing is planned for it', async (t) => {
  const id = await recommend('R5')
  t.match(await answer(id, { response: 'not_accepted', responseReason: reason }), { status: 200, body: { response: 'not_accepted', responseReason: reason, respondedOn: '2026-03-02' } })

  t.match(await plan(id), { status: 409, body: { type: '/problems/recommendation-not-accepted', detail: /^R5 was not accepted, with reasons; that ends it/ } })

  const { body: { data } } = await as('viewer')('GET', '/v1/recommendations?response=not_accepted')
  t.match(data, [{ id, responseReason: reason, delivery: { total: 0 }, impact: null }])
  t.same(await eventTypesOf(db, id), ['recommendation.created', 'recommendation.responded'])
})

t.test('the partnership may think again; the reason of the no does not become the reason of the yes', async (t) => {
  const id = await recommend('R5-again')
  await answer(id, { response: 'not_accepted', responseReason: reason })

  t.match(await answer(id, { response: 'accepted_in_principle' }), { status: 422, body: { type: '/problems/reason-required' } })
  t.equal((await answer(id, { response: 'accepted_in_principle', responseReason: 'A partner has offered to pay.' })).status, 200)
  t.equal((await plan(id)).status, 201)
})

t.test('a no that the business case brings closes what is open, with the same reason', async (t) => {
  const id = await recommend('R5-later')
  await answer(id, { response: 'accepted_in_principle', responseReason: 'To be decided with the business case in hand.' })
  const { body: { actions } } = await plan(id)
  clock.now = '2026-11-30T09:00:00.000Z'

  t.match(await answer(id, { response: 'not_accepted', responseReason: reason }), { status: 200, body: { respondedOn: '2026-11-30' } })
  for (const action of actions) {
    const close = async (given: object) => await send('POST', `/v1/actions/${action.id}/transitions`, { to: 'closed_not_delivered', ...given })
    t.match(await close({}), { status: 422, body: { type: '/problems/transition-incomplete' } })
    t.equal((await close({ note: reason, closureReason: 'not_progressed' })).status, 201)
  }
  t.match((await send('GET', `/v1/recommendations/${id}`)).body, { response: 'not_accepted', delivery: { closed_not_delivered: actions.length, total: actions.length }, impact: null })
})
