import t from 'tap'
import { buffer } from 'node:stream/consumers'
import { sql } from '../../src/platform/database/drizzle.ts'
import { writeXlsx } from '../../src/platform/formats/xlsx.ts'
import { eventTypesOf, testApp } from '../support/app.ts'
import { carryOut, importPlan, planForm, planOf } from '../support/imports.ts'
import type { PlanLine } from '../support/imports.ts'
import { range } from '../support/scratch-database.ts'

const app = await testApp(t)
const { send, db, people } = app

async function actionsOf (review: string): Promise<Array<Record<string, unknown> & { id: string }>> {
  const { body } = await send('GET', '/v1/actions?limit=200&sort=reference')
  return body.data.filter(({ reference }: { reference: string }) => reference.startsWith(`${review}/`))
}

t.test('a plan becomes a review, its recommendation and its actions, with an event of each', async (t) => {
  const { body } = await importPlan(app, planOf({ reviewReference: 'WHOLE', leadEmail: 'Contributor@test.example', supportingAgencies: 'police; The housing agency', themes: 'a; b', notes: 'Begun.' },
    { reviewReference: 'WHOLE', status: 'Completed', completedOn: '12-Jan-2026', originalDueOn: '2026-01-01' }))

  t.match(body, { state: 'imported', rowCount: 2, rowsChecked: 2, rowsWritten: 2, added: 2, refused: 0, rows: { data: [{ row: 2, verdict: 'added' }, { row: 3, verdict: 'added' }], nextCursor: null } })
  const [first, second] = await actionsOf('WHOLE')
  t.match(first, { reference: 'WHOLE/R1/A1', dueOn: '2026-06-30', leadPersonId: people.contributor, themes: ['a', 'b'], status: 'not_started', assurance: null })
  t.match(second, { reference: 'WHOLE/R1/A2', status: 'completed', completedOn: '2026-01-12', originalDueOn: '2026-01-01', assurance: 'before_this_service' })
  t.equal(body.rows.data[0].actionId, first?.id)
  t.same((await eventTypesOf(db, first?.id ?? '')).sort(), ['action.created', 'action.progress_reported'])
  t.same(await eventTypesOf(db, body.id), ['import.requested', 'import.ended'])
})

t.test('the same plan again changes nothing; a change in it is one', async (t) => {
  const plan = { reviewReference: 'AGAIN' }
  await importPlan(app, planOf(plan))

  t.match((await importPlan(app, planOf(plan))).body, { state: 'imported', unchanged: 1, added: 0, changed: 0, rowsChecked: 1, rowsWritten: 0 })
  t.match((await importPlan(app, planOf({ ...plan, priority: 'low', dueOn: '2026-07-31' }))).body, { state: 'imported', changed: 1, rowsWritten: 1 })
  const [action] = await actionsOf('AGAIN')
  t.match(action, { priority: 'low', dueOn: '2026-07-31', version: 2 })
  t.same(await eventTypesOf(db, action?.id ?? ''), ['action.created', 'action.due_date_changed'])
})

t.test('what is brought in is found by its themes, and by its new ones when they change', async (t) => {
  const found = async (theme: string) => (await send('GET', `/v1/actions?theme=${theme}`)).body.data.map(({ reference }: { reference: string }) => reference)
  await importPlan(app, planOf({ reviewReference: 'THEMED', themes: 'sleep; bruising' }))
  t.same(await found('bruising'), ['THEMED/R1/A1'])

  await importPlan(app, planOf({ reviewReference: 'THEMED', themes: 'sleep; feeding' }))
  t.same([await found('bruising'), await found('sleep'), await found('feeding')], [[], ['THEMED/R1/A1'], ['THEMED/R1/A1']])
})

t.test('one row that is wrong keeps all of them out, and each cell says why', async (t) => {
  const { body } = await importPlan(app, planOf({ reviewReference: 'NONE' },
    { reviewReference: 'NONE', ownerAgency: 'cscs', dueOn: '11/22/2026', priority: 'urgent', actionTitle: 'x'.repeat(301), leadEmail: 'nobody@test.example', status: 'assured' }))

  t.match(body, { state: 'refused', refused: 1, added: 1 })
  t.match(body.rows.data[1], { row: 3, verdict: 'refused', faults: [{ column: 'priority', value: 'urgent' }, { column: 'dueOn', detail: /days come first/ }, { column: 'status' }, { column: 'actionTitle', detail: /300/ }, { column: 'ownerAgency', detail: /did you mean csc/ }, { column: 'leadEmail' }] })
  t.same(await actionsOf('NONE'), [])
  t.equal((await db.rows(sql`select from reviews where reference = 'NONE'`)).length, 0)
  t.match((await send('GET', `/v1/imports/${body.id}/rows?verdict=refused`)).body.data, [{ row: 3 }])
})

/** The columns with faults, row by row. */
async function faultsOf (...lines: readonly PlanLine[]): Promise<string[][]> {
  const { body } = await importPlan(app, planOf(...lines), '?dryRun=true')
  return body.rows.data.map(({ faults }: { faults: Array<{ column: string }> }) => faults.map(({ column }) => column))
}

t.test('a cell that nobody can read hides nothing of the others', async (t) => {
  const others = { reviewReference: 'SEEN', ownerAgency: 'cscs', supportingAgencies: 'nobody', leadEmail: 'nobody@test.example', recommendationLeadAgency: 'none', notes: 'NHS 943 476 5919', status: 'completed', startedOn: '2027-01-01' }
  const seen = ['notes', 'recommendationLeadAgency', 'ownerAgency', 'supportingAgencies', 'leadEmail', 'startedOn', 'completedOn']

  t.same(await faultsOf({ ...others, dueOn: 'soon' }), [['dueOn', ...seen]])
  t.same(await faultsOf({ ...others, priority: 'urgent' }), [['priority', ...seen]])
  t.same(await faultsOf({ ...others, externalReference: '' }), [['externalReference', ...seen]])
  t.same(await faultsOf({ ...others, reviewReference: '' }), [['reviewReference', ...seen]])
  t.same(await faultsOf({ ...others, status: 'nearly' }), [['status', ...seen.filter((column) => column !== 'completedOn')]], 'what depends on it is not judged')
})

t.test('nor does a review or a recommendation that cannot be', async (t) => {
  const others = { leadEmail: 'nobody@test.example', supportingAgencies: 'nobody' }

  t.same(await faultsOf({ ...others, reviewReference: 'UNTOLD', reviewTitle: '' }), [['reviewTitle', 'supportingAgencies', 'leadEmail']])
  t.same(await faultsOf({ ...others, reviewReference: 'UNTOLD', recommendationText: '', recommendationResponse: 'not accepted' }), [['recommendationText', 'responseReason', 'supportingAgencies', 'leadEmail']])
  t.same(await faultsOf({ ...others, reviewReference: 'UNTOLD', recommendationReference: 'R1; R2', recommendationText: '' }), [['recommendationReference', 'supportingAgencies', 'leadEmail']])
})

t.test('the rows below one with a fault are not told of it', async (t) => {
  const below = { reviewReference: 'BELOW', reviewTitle: '', reviewKind: '', recommendationText: '' }

  t.same(await faultsOf({ reviewReference: 'BELOW', dueOn: 'soon' }, below), [['dueOn'], []])
  t.same(await faultsOf({ reviewReference: 'BELOW', reviewKind: 'a look' }, below), [['reviewKind'], []])
  t.same(await faultsOf({ reviewReference: 'BELOW', recommendationResponse: 'not accepted' }, below), [['responseReason'], []])
})

t.test('of an action that is here everything is told, too', async (t) => {
  await importPlan(app, planOf({ reviewReference: 'STAYS', externalReference: 's' }))
  await send('POST', `/v1/actions/${(await actionsOf('STAYS'))[0]?.id ?? ''}/transitions`, { to: 'in_progress' })
  const again = { reviewReference: 'STAYS', externalReference: 's', dueOn: '2026-12-31' }

  t.same(await faultsOf({ ...again, priority: 'urgent', leadEmail: 'nobody@test.example' }), [['priority', 'leadEmail', 'dueOn']])
  t.same(await faultsOf({ ...again, dueOn: 'soon', status: 'completed', completedOn: '2026-01-01' }), [['dueOn', 'status']])
})

t.test('the number of an action of another review is not taken for this one’s', async (t) => {
  await importPlan(app, planOf({ reviewReference: 'ONE', externalReference: 'shared' }))
  const { body } = await importPlan(app, planOf({ reviewReference: 'OTHER', externalReference: 'shared' }))
  t.match(body, { state: 'refused', rows: { data: [{ faults: [{ column: 'externalReference', detail: /ONE\/R1\/A1 already/ }] }] } })
})

t.test('what looks like somebody’s particulars is refused, and not repeated in the verdict', async (t) => {
  const { body } = await importPlan(app, planOf({ reviewReference: 'PRIVATE', notes: 'Seen: NHS 943 476 5919' }))
  t.match(body, { state: 'refused', rows: { data: [{ actionId: null, faults: [{ column: 'notes', value: null, detail: /NHS number/ }] }] } })
})

t.test('unless it was said why it is none: noted in the check, recorded once it is written, with where and not what', async (t) => {
  const plan = planOf({ reviewReference: 'OFFICE', notes: 'Meet at SW1A 1AA.' }, { reviewReference: 'OFFICE' })
  const reason = { 'privacy-override': 'The postcode of an office' }
  const checked = await importPlan(app, plan, '?dryRun=true', reason)
  t.match(checked.body, { state: 'checked', rows: { data: [{ faults: [], notes: [{ column: 'notes', value: null, detail: /postcode; it is taken for the reason/ }] }] } })
  const overridden = async (id: string) => await db.rows(sql`select after from events where type = 'privacy_screen.overridden' and subject_id = ${id}`)
  t.same(await overridden(checked.body.id), [], 'nothing was written yet')

  const { body } = await importPlan(app, plan, '', reason)
  t.match(body, { state: 'imported', added: 2 })
  t.same(await overridden(body.id), [{ after: { operation: 'requestImport', suspicions: [{ pointer: '/rows/2/notes', kinds: ['postcode'] }], suspected: 1, reason: reason['privacy-override'] } }])
  t.equal((await importPlan(app, plan, '', { 'privacy-override': 'no' })).status, 400)
})

t.test('what belongs to another partnership is unknown', async (t) => {
  const { agencies } = await app.anotherPartnership()
  const { body } = await importPlan(app, planOf({ reviewReference: 'X', ownerAgency: agencies.csc }))
  t.match(body.rows.data[0].faults, [{ column: 'ownerAgency', detail: /neither the code nor the name/ }])
})

t.test('a dry run writes nothing', async (t) => {
  const { body } = await importPlan(app, planOf({ reviewReference: 'DRY' }), '?dryRun=true')
  t.match(body, { state: 'checked', dryRun: true, added: 1, rowsWritten: 0, rows: { data: [{ verdict: 'added', actionId: null }] } })
  t.same(await actionsOf('DRY'), [])
})

t.test('a row that says the same again is told and made once; one that contradicts is refused', async (t) => {
  t.match((await importPlan(app, planOf({ reviewReference: 'TWICE', externalReference: 't' }, { reviewReference: 'TWICE', externalReference: 't' }))).body, { state: 'imported', added: 1, repeated: 1 })
  const { body } = await importPlan(app, planOf({ reviewReference: 'TWICE', externalReference: 'u' }, { reviewReference: 'TWICE', externalReference: 'u', actionTitle: 'Another' }))
  t.match(body, { state: 'refused', rows: { data: [{}, { faults: [{ column: 'externalReference', detail: /row 2 too/ }] }] } })
})

t.test('an action that is here is not completed, begun or postponed by a plan', async (t) => {
  await importPlan(app, planOf({ reviewReference: 'HERE', externalReference: 'h' }))
  const [action] = await actionsOf('HERE')
  await send('POST', `/v1/actions/${action?.id ?? ''}/transitions`, { to: 'in_progress' })

  t.match((await importPlan(app, planOf({ reviewReference: 'HERE', externalReference: 'h', status: 'not started', percentComplete: '50%' }))).body, { state: 'imported', unchanged: 1, rows: { data: [{ notes: [{ column: 'status' }, { column: 'percentComplete' }] }] } })
  const { body } = await importPlan(app, planOf({ reviewReference: 'HERE', externalReference: 'h', status: 'completed', completedOn: '2026-01-01', dueOn: '2026-12-31' }))
  t.match(body, { state: 'refused', rows: { data: [{ faults: [{ column: 'dueOn' }, { column: 'status', detail: /sign-off/ }] }] } })
})

t.test('columns that are not understood are named, with those that they may have meant', async (t) => {
  const { status, body } = await send('POST', '/v1/imports', planForm('Number,Review reference,Recommendation reference,Action,Owner agency,Priorty,Due date,RAG\n1,A,R1,x,csc,high,2026-06-30,red\n'))
  t.match({ status, body }, { status: 422, body: { type: '/problems/columns-not-understood', unknown: [{ heading: 'Priorty', near: ['Priority'] }, { heading: 'RAG' }], missing: ['Priority'] } })
  t.equal((await send('POST', '/v1/imports?dryRun=true&ignoreColumns=RAG', planForm('Number,Review reference,Recommendation reference,Action,Owner agency,Priority,Due date,RAG\n1,A,R1,x,csc,high,2026-06-30,red\n'))).status, 202)
})

t.test('a partnership has one import at a time', async (t) => {
  const waiting = (await send('GET', '/v1/imports?state=waiting')).body.data[0]
  t.match(await send('POST', '/v1/imports', planForm(planOf({}))), { status: 409, body: { type: '/problems/import-under-way', importId: waiting.id } })
  await carryOut(app, waiting.id)
})

t.test('the template is taken as it is given out, as CSV and as a workbook; its example is left out', async (t) => {
  for (const format of ['csv', 'xlsx']) {
    const template = await fetch(`${app.address}/v1/imports/template?format=${format}`, { headers: { authorization: `Bearer ${app.tokens.coordinator}` } })
    t.match((await importPlan(app, new Uint8Array(await template.arrayBuffer()))).body, { state: 'imported', format, skipped: 1, sheet: format === 'csv' ? null : 'plan' })
  }
})

t.test('2,000 rows of a workbook are taken in, and again without a change', async (t) => {
  const columns = ['Number', 'Review', 'Review title', 'Review kind', 'Rec no', 'Recommendation', 'Action', 'Owner', 'Priority'].map((title) => ({ key: title, title, kind: 'text' as const }))
  const rows = range(2_000).map((number) => [`big-${number}`, 'BIG', 'A big one', 'SCR', `R${number % 20}`, `Do ${number % 20}.`, `Action ${number}`, 'The csc agency', 'high', '2026-11-22'])
  const file = new Uint8Array(await buffer(writeXlsx({ name: 'Plan', columns: [...columns, { key: 'due', title: 'Due date', kind: 'date' }], rows })))

  t.match((await importPlan(app, file)).body, { state: 'imported', added: 2_000 })
  const { body } = await importPlan(app, file)
  t.match(body, { state: 'imported', unchanged: 2_000 })
  t.match((await send('GET', `/v1/imports/${body.id}/rows?cursor=${encodeURIComponent(body.rows.nextCursor)}&limit=1`)).body.data, [{ row: 52 }], 'the list goes on where the first rows end')
  t.same(await db.rows(sql`select count(*) as actions, count(distinct reference) as names from actions where reference like 'BIG/%'`), [{ actions: 2_000, names: 2_000 }])
})
