import t from 'tap'
import { createClient, orThrow } from 'follow-through/client'
import type { FollowThroughClient } from 'follow-through/client'
import { verified } from '../support/receiver.ts'
import { until } from '../support/until.ts'
import { hookedApp, sealed } from '../support/webhooks.ts'

/*
 * What an agency's own system does with the service, from the first plan to the signed message, by the client that the
 * package gives to integrators: so its types are held against what is answered.
 */

const app = await hookedApp(t)
const { agencies, receiver } = app
const clientOf = (token: string): FollowThroughClient => createClient({ baseUrl: app.address, token })
const [businessUnit, agency] = [clientOf(app.tokens.coordinator), clientOf(app.tokens.contributor)]

const reviewId = (await orThrow(businessUnit.POST('/v1/reviews', { body: { reference: 'CHILD-J', title: 'A journey', kind: 'rapid_review' } }))).id
const recommendationId = (await orThrow(businessUnit.POST('/v1/recommendations', { body: { reviewId, reference: 'R1', text: 'Hold a debrief after each complex case.' } }))).id
const plan = { recommendationIds: [recommendationId], title: 'Publish a template', priority: 'high' as const, dueOn: '2099-06-30' }
const keyOf = (externalReference: string) => ({ params: { path: { id: agencies.csc, externalReference } } })

/** Reads the feed on from a place to where it ends now. */
async function follow (after: string | undefined) {
  await sealed(app, app)
  const types: string[] = []
  for (let place = after; ;) {
    const { data, nextCursor } = await orThrow(agency.GET('/v1/events', { params: { query: { limit: 2, ...(place === undefined ? {} : { after: place }) } } }))
    if (data.length === 0) return { types, place: nextCursor }
    types.push(...data.flatMap(({ type }) => type ?? []))
    place = nextCursor
  }
}

t.test('the plan is pushed by the agency’s own numbers, and found again by them', async (t) => {
  for (const number of ['LL-1', 'LL-2', 'LL-3']) t.equal((await businessUnit.PUT('/v1/agencies/{id}/actions/{externalReference}', { ...keyOf(number), body: plan })).response.status, 201)
  const again = await businessUnit.PUT('/v1/agencies/{id}/actions/{externalReference}', { ...keyOf('LL-1'), body: plan })
  const references: string[] = []
  for await (const { reference } of agency.all('/v1/actions', { params: { query: { reviewId: [reviewId], sort: 'reference', limit: 2 } } })) references.push(reference)

  t.equal(again.response.status, 200)
  t.same(references, ['CHILD-J/R1/A1', 'CHILD-J/R1/A2', 'CHILD-J/R1/A3'])
})

t.test('a change is made of what was read: a stale one is refused, and one that is made anew stands on what is there', async (t) => {
  const [{ id } = { id: '' }] = (await orThrow(agency.GET('/v1/actions', { params: { query: { externalReference: ['LL-1'] } } }))).data
  const path = { id }
  const etag = (await agency.GET('/v1/actions/{id}', { params: { path } })).response.headers.get('etag') ?? ''
  await agency.update('/v1/actions/{id}', { path }, ({ percentComplete }) => ({ percentComplete: percentComplete + 30 }))

  const stale = await agency.PATCH('/v1/actions/{id}', { params: { path, header: { 'If-Match': etag } }, body: { percentComplete: 5 } })
  const current = await agency.update('/v1/actions/{id}', { path }, ({ percentComplete }) => ({ percentComplete: percentComplete + 10, confidence: 'at_risk' }))

  t.match([stale.response.status, stale.error?.type], [412, '/problems/stale-version'])
  t.match(current, { percentComplete: 40, confidence: 'at_risk', version: 3 })
})

t.test('progress of many is reported at once, and each has its verdict', async (t) => {
  const report = (externalReference: string, narrative: string) => ({ ownerAgencyId: agencies.csc, externalReference, narrative })
  const { accepted, data } = await orThrow(agency.POST('/v1/actions/bulk-updates', { body: { updates: [report('LL-1', 'Half of the posts are filled.'), report('LL-2', 'Seen: NHS 943 476 5919'), report('LL-9', 'Nowhere.')] } }))

  t.equal(accepted, 1)
  t.same(data.map(({ problem }) => problem?.type ?? 'taken'), ['taken', '/problems/personal-data-suspected', '/problems/not-found'])
  t.same(data[1]?.problem?.errors?.map(({ pointer }) => pointer), ['/narrative'])
})

t.test('the feed is followed from where the reader stopped, and repeats nothing', async (t) => {
  const { types, place } = await follow(undefined)
  t.same(types.filter((type) => type.startsWith('action.')), ['action.created', 'action.created', 'action.created', 'action.updated', 'action.updated', 'action.progress_reported'])

  const [{ id } = { id: '' }] = (await orThrow(agency.GET('/v1/actions', { params: { query: { externalReference: ['LL-3'] } } }))).data
  await orThrow(agency.POST('/v1/actions/{id}/transitions', { params: { path: { id } }, body: { to: 'in_progress' } }))
  const next = await follow(place)

  t.same(next.types, ['action.started'])
  t.same((await follow(next.place)).types, [])
})

t.test('a message that something happened is verified, and leads to the event in the feed', async (t) => {
  const { secret } = await orThrow(businessUnit.POST('/v1/webhook-endpoints', { body: { url: `${receiver.url}/journey`, types: ['review.*'] } }))
  await businessUnit.update('/v1/reviews/{id}', { path: { id: reviewId } }, () => ({ title: 'A longer journey' }))
  await sealed(app, app)
  await until(async () => receiver.at('/journey').length > 0)
  const [arrived] = receiver.at('/journey')
  const message = arrived && secret ? verified(secret, arrived) : undefined

  const { data } = await orThrow(agency.GET('/v1/events', { params: { query: { type: ['review.updated'], subjectId: [reviewId] } } }))

  t.match(message, { type: 'review.updated', data: { eventId: data[0]?.id, sequence: data[0]?.sequence, subjectId: reviewId } })
})
