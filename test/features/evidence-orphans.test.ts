import t from 'tap'
import { Readable } from 'node:stream'
import { v7 } from 'uuid'
import { sweepOrphans } from '../../src/features/evidence/orphans.ts'
import { testApp } from '../support/app.ts'
import { buildStarted, form } from '../support/evidence.ts'
import { storedFiles } from '../support/store-folder.ts'

const app = await testApp(t)
const { services, as, partnershipId } = app
const { path } = await buildStarted(app)
const noon = Date.parse('2026-03-02T12:00:00Z')
const hour = 3_600_000

/** A file that a process stored before it died. */
async function orphan (madeAt: number): Promise<string> {
  const key = `${partnershipId}/${v7({ msecs: madeAt })}`
  await services.files.publish(await services.files.receive(Readable.from([Buffer.from('x')]), 10), key)
  return key
}

t.test('a file that no record points at is removed, and one that is pointed at stays', async (t) => {
  const { body } = await as('contributor')('POST', `${path}/evidence`, form())
  const left = await orphan(Date.now() - 2 * hour)

  t.same(await sweepOrphans(services, new Date(Date.now() + hour)), { orphans: 1, received: 0 })
  t.same(await storedFiles(app), [`${partnershipId}/${body.id}`])
  t.equal(await services.files.sizeOf(left), undefined)
})

t.test('what may yet be recorded is left alone', async (t) => {
  const young = await orphan(noon - hour + 1)

  t.equal((await sweepOrphans(services, new Date(noon - hour))).orphans, 0)
  t.equal((await sweepOrphans(services, new Date(noon - hour + 2))).orphans, 1)
  t.equal(await services.files.sizeOf(young), undefined)
})

t.test('an old file without a record says that the database is another, and is left alone', async (t) => {
  const old = await orphan(noon - 8 * 24 * hour)

  t.equal((await sweepOrphans(services, new Date(noon))).orphans, 0)
  t.equal(await services.files.sizeOf(old), 1)
})

t.test('a file that is refused after it came in leaves no orphan', async (t) => {
  const { path } = await buildStarted(app)
  await app.send('POST', `${path}/transitions`, { to: 'closed_not_delivered', note: 'Merged', closureReason: 'merged' })
  const before = await storedFiles(app)

  t.equal((await as('contributor')('POST', `${path}/evidence`, form())).status, 409)
  t.same(await storedFiles(app), before)
})
