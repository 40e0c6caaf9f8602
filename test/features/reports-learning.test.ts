import t from 'tap'
import { recommendationRepeats } from '../../src/features/recommendations/tables.ts'
import { insertInto } from '../../src/platform/database/sql.ts'
import { testApp } from '../support/app.ts'
import { buildRecommendation, etagOf } from '../support/build.ts'
import { plantAction, plantRecommendation } from '../support/plan.ts'

const app = await testApp(t)
const { db } = app
const path = '/v1/reports/learning'

async function partnership () {
  const cast = await app.anotherPartnership()
  const made = async (year: string, facts = {}, review = {}) => (await plantRecommendation(db, cast, facts, { reference: `SCR-${year}`, publishedOn: `${year}-05-01`, ...review })).id
  const repeats = async (recommendationId: string, repeatsRecommendationId: string) => { await db.rows(insertInto(recommendationRepeats, { partnershipId: cast.partnershipId, recommendationId, repeatsRecommendationId })) }
  return { ...cast, send: cast.as('coordinator'), made, repeats }
}

t.test('a recommendation made again tells since when, and what became of the earlier ones', async (t) => {
  const { send, made, repeats, ...cast } = await partnership()
  const [first, second, third] = [await made('2019', { response: 'accepted', respondedOn: '2019-06-01' }), await made('2022', { response: 'not_accepted', responseReason: 'No money.', respondedOn: '2022-06-01' }), await made('2025', { themes: ['housing'], leadAgencyId: cast.agencies.housing })]
  await repeats(second, first)
  await repeats(third, second)
  await plantAction(db, cast, { recommendationIds: [first], status: 'completed', impact: 'no_improvement_found' })

  const { body } = await send('GET', path)
  t.match(body.repeated, [{ reference: 'SCR-2025/R1', times: 3, since: 2019, sentence: 'Made for the third time since 2019.', earlier: [{ reference: 'SCR-2022/R1', response: 'not_accepted', delivery: { total: 0 }, impact: null }, { reference: 'SCR-2019/R1', madeOn: '2019-05-01', delivery: { completed: 1, total: 1 }, impact: 'no_improvement_found' }] }])
  t.match(body, { byTheme: [{ of: 'housing', recommendations: 1, repeats: 1, mostTimes: 3 }], byLeadAgency: [{ of: 'housing', repeats: 1 }] })
})

t.test('likely repeats are suggested with their reasons, by words without their endings', async (t) => {
  const { send, made } = await partnership()
  await made('2019', { text: 'Housing should ensure that senior leaders attend complex case meetings.' })
  await made('2025', { text: 'Senior leaders of housing to be attending meetings on complex cases.' })
  await made('2024', { text: 'Midwives reach out to women who book late.' })

  t.match((await send('GET', path)).body.suggestions, [{ later: { reference: 'SCR-2025/R1' }, earlier: { reference: 'SCR-2019/R1' }, sharedThemes: [], sameLeadAgency: false, likeness: 88 }])
})

t.test('a theme or a lead agency is asked for by itself, by id or code', async (t) => {
  const { send, made, repeats, agencies } = await partnership()
  const ids = [await made('2019', { themes: ['housing'], leadAgencyId: agencies.housing }), await made('2020'), await made('2021')]
  await repeats(ids[1] ?? '', ids[0] ?? '')
  const times = async (query: string) => (await send('GET', `${path}?${query}`)).body.repeated.length

  t.same(await Promise.all(['theme=housing', 'theme=other', 'agencyId=housing', `agencyId=${agencies.housing}`, 'agencyId=csc', 'theme=housing&agencyId=csc'].map(times)), [1, 0, 1, 1, 0, 0])
  t.equal((await send('GET', `${path}?colour=red`)).status, 400)
})

t.test('what is restricted is in nobody’s learning who may not see it, in every format', async (t) => {
  const { send, as, made, repeats } = await partnership()
  const [first, second] = [await made('2019', { text: 'Told to few.' }, { restricted: true }), await made('2025')]
  await repeats(second, first)

  t.equal((await send('GET', path)).body.repeated.length, 1)
  t.match((await send('GET', `${path}?format=csv`)).text, /Told to few/)
  t.same((await as('viewer')('GET', path)).body.repeated, [])
  t.notMatch((await as('viewer')('GET', `${path}?format=csv`)).text, /Told to few/)
})

t.test('a circle of repeats is refused, over however many steps', async (t) => {
  const [first, second, third] = [await buildRecommendation(app), await buildRecommendation(app), await buildRecommendation(app)]
  const repeat = async (later: { id: string }, earlier: { id: string }) => await app.send('PATCH', `/v1/recommendations/${later.id}`, { repeatsRecommendationIds: [earlier.id] }, await etagOf(app, `/v1/recommendations/${later.id}`))

  t.equal((await repeat(second, first)).status, 200)
  t.equal((await repeat(third, second)).status, 200)
  t.match(await repeat(first, third), { status: 422, body: { errors: [{ pointer: '/repeatsRecommendationIds' }] } })
})

t.test('two changes at once cannot close a circle', async (t) => {
  const pair = [await buildRecommendation(app), await buildRecommendation(app)] as const
  const tags = await Promise.all(pair.map(async ({ id }) => await etagOf(app, `/v1/recommendations/${id}`)))
  const [one, other] = await Promise.all(pair.map(async ({ id }, place) => await app.send('PATCH', `/v1/recommendations/${id}`, { repeatsRecommendationIds: [pair[1 - place]?.id] }, tags[place])))
  t.same([one?.status, other?.status].sort(), [200, 422])
})
