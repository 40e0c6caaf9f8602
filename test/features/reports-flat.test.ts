import t from 'tap'
import { parse } from 'csv-parse/sync'
import { testApp } from '../support/app.ts'
import { buildAction, buildRecommendation } from '../support/build.ts'
import { plantAction } from '../support/plan.ts'

const app = await testApp(t)
const { agencies, as, send } = app
const path = '/v1/reports/actions-flat'

t.test('an action is one row, with the codes and references of what belongs to it', async (t) => {
  const first = await buildRecommendation(app, { reference: 'R3', leadAgencyId: agencies.police })
  const second = await buildRecommendation(app, { leadAgencyId: agencies.housing })
  const action = await buildAction(app, { recommendationIds: [first.id, second.id], supportingAgencyIds: [agencies.police, agencies.housing], themes: ['housing', 'thresholds'], dueOn: '2026-02-20' })

  const { body } = await as('viewer')('GET', path)
  t.match(body.data, [{
    id: action.id,
    reference: action.reference,
    reviewReferences: [first.reviewReference, second.reviewReference].sort().join('; '),
    recommendationReferences: `${first.reviewReference}/R3; ${second.reviewReference}/R1`,
    themes: 'housing; thresholds',
    ownerAgencyCode: 'csc',
    ownerAgencyName: 'The csc agency',
    leadAgencyCodes: 'housing; police',
    supportingAgencyCodes: 'housing; police',
    status: 'not_started',
    rag: 'red',
    ragReason: action.ragReason,
    originalDueOn: '2026-02-20',
    overdue: true,
    daysOverdue: 10,
    evidenceAccepted: 0,
    assurance: null
  }])
})

t.test('its columns are what workbooks elsewhere stand on: they stay, and new ones come at the end', async (t) => {
  const [heading = ''] = (await send('GET', `${path}?format=csv`)).text.split('\r\n')
  t.matchSnapshot(heading.slice(1).split(','))
})

t.test('what has nothing to name says null, and what was entered in error is left out', async (t) => {
  const { send, ...cast } = await other()
  await plantAction(app.db, cast, { status: 'closed_not_delivered', closureReason: 'entered_in_error', closedOn: '2026-02-20' })
  const { id } = await plantAction(app.db, cast)
  t.match((await send('GET', `${path}?count=true`)).body, { total: 1, data: [{ id, leadAgencyCodes: null, supportingAgencyCodes: null, themes: null }] })
})

t.test('a restricted review is hidden from dashboards, in every format', async (t) => {
  const { send, as, ...cast } = await other()
  await plantAction(app.db, cast, { restricted: true, ownerAgencyId: cast.agencies.police })
  t.strictSame((await as('viewer')('GET', path)).body.data, [])
  t.strictSame(parse((await as('viewer')('GET', `${path}?format=csv`)).text, { bom: true, from: 2 }), [])
  t.equal((await send('GET', path)).body.data.length, 1)
})

t.test('pages follow the making, and filters are those of the actions', async (t) => {
  const { send, ...cast } = await other()
  for (const dueOn of ['2026-06-30', '2026-02-20', '2026-05-31']) await plantAction(app.db, cast, { dueOn })
  const first = (await send('GET', `${path}?limit=2`)).body
  const second = (await send('GET', `${path}?limit=2&cursor=${first.nextCursor}`)).body
  t.strictSame([...first.data, ...second.data].map(({ dueOn }) => dueOn), ['2026-06-30', '2026-02-20', '2026-05-31'])
  t.match((await send('GET', `${path}?overdue=true`)).body.data, [{ dueOn: '2026-02-20' }])
  t.equal((await send('GET', `${path}?colour=red`)).status, 400)
  const tag = (await send('GET', path)).headers.get('etag') ?? ''
  t.equal((await send('GET', path, undefined, { 'if-none-match': tag })).status, 304)
})

async function other () {
  const cast = await app.anotherPartnership()
  return { ...cast, send: cast.as('coordinator') }
}
