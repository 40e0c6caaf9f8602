import t from 'tap'
import { sql } from '../../src/platform/database/drizzle.ts'
import { rescanPending } from '../../src/features/evidence/rescan.ts'
import { eventTypesOf, testApp } from '../support/app.ts'
import { eicar, fakeClamd } from '../support/clamd.ts'
import { buildStarted, form } from '../support/evidence.ts'
import { pdf } from '../support/files.ts'

const clamd = await fakeClamd(t)
const app = await testApp(t, { CLAMD_URL: clamd.url })
const { as, db, services, partnershipId } = app
const { path } = await buildStarted(app)
const nothing = { clean: 0, infected: 0, pending: 0, skipped: 0, missing: 0 }

async function upload (text = 'Seen.', said: string | undefined = undefined) {
  clamd.answer = said
  return (await as('contributor')('POST', `${path}/evidence`, form({ content: Buffer.from(text), name: 'note.txt', type: 'text/plain' }))).body
}

async function accept ({ id, sha256 }: { id: string, sha256: string }) {
  return await as('reviewer')('POST', `/v1/evidence/${id}/assessments`, { outcome: 'accepted', sha256 })
}

t.test('a clean file is given out and accepted', async (t) => {
  const evidence = await upload()

  t.match(evidence, { scan: 'clean', state: 'submitted' })
  t.ok(clamd.scanned.at(-1)?.equals(Buffer.from('Seen.')), 'the scanner got the file')
  t.equal((await as('reviewer')('GET', `/v1/evidence/${evidence.id}/content`)).status, 200)
  t.equal((await accept(evidence)).status, 201)
})

t.test('a file with a finding is on record, given to nobody, and not accepted; it can be returned', async (t) => {
  const evidence = await upload(eicar)

  t.match(evidence, { scan: 'infected' })
  for (const role of ['contributor', 'reviewer', 'coordinator'] as const) t.match(await as(role)('GET', `/v1/evidence/${evidence.id}/content`), { status: 409, body: { type: '/problems/content-withheld', scan: 'infected' } })
  t.match(await accept(evidence), { status: 409, body: { type: '/problems/content-withheld' } })
  t.equal((await as('reviewer')('POST', `/v1/evidence/${evidence.id}/assessments`, { outcome: 'returned', comment: 'Clean it', sha256: evidence.sha256 })).status, 201)
})

t.test('a file with a finding does not make an action ready to be submitted', async (t) => {
  const { path } = await buildStarted(app)
  clamd.answer = undefined
  await as('contributor')('POST', `${path}/evidence`, form({ content: Buffer.from(eicar), name: 'note.txt', type: 'text/plain' }))

  t.match(await as('contributor')('POST', `${path}/transitions`, { to: 'awaiting_sign_off' }), { status: 409, body: { missing: ['one piece of evidence'] } })
})

t.test('what the scanner did not answer for waits, is given to nobody, and is scanned later', async (t) => {
  const [one, two] = [await upload('One', 'INSTREAM size limit exceeded. ERROR\0'), await upload(`${eicar} Two`, 'garbage')]
  t.match([one, two], [{ scan: 'pending' }, { scan: 'pending' }])
  t.match(await as('reviewer')('GET', `/v1/evidence/${one.id}/content`), { status: 409, body: { scan: 'pending' } })
  t.equal((await accept(one)).status, 409)

  t.same(await rescanPending(services), { ...nothing, pending: 2 })
  clamd.answer = undefined
  t.same(await rescanPending(services), { ...nothing, clean: 1, infected: 1 })

  t.match((await as('reviewer')('GET', `/v1/evidence/${one.id}`)).body, { scan: 'clean', version: 2 })
  t.match((await as('reviewer')('GET', `/v1/evidence/${two.id}`)).body, { scan: 'infected', version: 2 })
  t.equal((await accept(one)).status, 201)
  t.same(await eventTypesOf(db, one.id), ['evidence.added', 'evidence.scanned', 'evidence.accepted'])
  t.same(await rescanPending(services), nothing)
})

t.test('two processes that scan at once note one answer', async (t) => {
  const { id } = await upload('Three', '')
  clamd.answer = undefined

  await Promise.all([rescanPending(services), rescanPending(services)])

  t.same(await eventTypesOf(db, id), ['evidence.added', 'evidence.scanned'])
})

t.test('a file that is not in the store is not scanned, and keeps no other from it', async (t) => {
  const [gone, there] = [await upload('Four', ''), await upload('Five', '')]
  await services.files.remove(`${partnershipId}/${gone.id}`)
  clamd.answer = undefined

  t.same(await rescanPending(services), { ...nothing, clean: 1, missing: 1 })
  t.match((await as('reviewer')('GET', `/v1/evidence/${there.id}`)).body, { scan: 'clean' })
})

t.test('while the scanner is away, files are taken and wait', async (t) => {
  await clamd.stop()

  const { status, body } = await as('contributor')('POST', `${path}/evidence`, form({ content: pdf }))

  t.match([status, body.scan], [201, 'pending'])
  t.equal((await rescanPending(services)).clean, 0)
})

t.test('without a scanner, files are marked as not scanned', async (t) => {
  const plain = await testApp(t)
  const { path } = await buildStarted(plain)

  t.match(await plain.as('contributor')('POST', `${path}/evidence`, form()), { body: { scan: 'skipped' } })
  t.same(await rescanPending(plain.services), nothing)
  t.same(await plain.db.rows(sql`select from evidence where scan = 'pending'`), [])
})

t.test('what waited for a scanner that is no more is marked as not scanned, and given out', async (t) => {
  const evidence = await upload('Four', 'garbage')
  t.match(evidence, { scan: 'pending' })

  const { skipped, pending } = await rescanPending({ ...services, scanner: undefined })

  t.ok(skipped > 0)
  t.equal(pending, 0)
  t.match((await as('reviewer')('GET', `/v1/evidence/${evidence.id}`)).body, { scan: 'skipped', version: 2 })
  t.equal((await as('reviewer')('GET', `/v1/evidence/${evidence.id}/content`)).status, 200)
  t.same(await eventTypesOf(db, evidence.id), ['evidence.added', 'evidence.scanned', 'evidence.downloaded'])
})
