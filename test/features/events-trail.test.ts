import t from 'tap'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { answer } from '../../src/cli/answer.ts'
import { signCheckpoint } from '../../src/features/events/checkpoint.ts'
import { appendCheckpoint } from '../../src/features/events/checkpoint-files.ts'
import { findAllHeads } from '../../src/features/events/checkpoint-queries.ts'
import { newId } from '../../src/platform/ids.ts'
import { SigningKey } from '../../src/platform/signing-key.ts'
import { testApp } from '../support/app.ts'
import { buildAction } from '../support/build.ts'
import { plantAction } from '../support/plan.ts'
import { recordInTransaction } from '../support/recording.ts'
import { readTrail, writeTrail } from '../support/trail.ts'
import type { TrailEntry } from '../support/trail.ts'
import { sealed } from '../support/webhooks.ts'

const app = await testApp(t)
const { db, as, send, services, agencies, partnershipId } = app
const folder = t.testdir({ checkpoints: {} })
const [trailFile, checkpoints, keyFile] = ['trail.jsonl', 'checkpoints', 'key.pem'].map((name) => join(folder, name)) as [string, string, string]
const key = new SigningKey('a secret that only the service has', 'tests')
writeFileSync(keyFile, key.publicKey.pem())
const action = await makeHistory()
const whole = await readTrail(as('scrutineer'))

/** Texts of every kind, numbers, lists, and something that is hidden from some. */
async function makeHistory (): Promise<string> {
  const { id } = await buildAction(app, { title: 'Agree “thresholds” \\ "publish"\nthem \u007f\u2028 🙂', themes: ['a', 'b'], description: '1e-7' })
  await send('POST', `/v1/actions/${id}/updates`, { narrative: 'x', percentComplete: 40 })
  const hidden = await plantAction(db, app, { restricted: true, ownerAgencyId: agencies.police })
  await recordInTransaction(app, { type: 'action', id: hidden.id })
  const { body: measure } = await send('POST', '/v1/measures', { recommendationId: (await send('GET', `/v1/actions/${id}`)).body.recommendationIds[0], name: 'x', unit: 'percentage', direction: 'lower_is_better', frequency: 'monthly', baseline: 0.1, target: 12.5 })
  for (const [month, value] of [['2026-01', 0.0000001], ['2026-02', 33.3]] as const) await send('PUT', `/v1/measures/${measure.id}/observations/${month}`, { value })
  await recordInTransaction(app, { type: 'agency', id: newId() })
  await sealed(app, app)
  const [head = { sequence: 0, hash: '' }] = await findAllHeads(db)
  await appendCheckpoint(checkpoints, signCheckpoint(key, partnershipId, head, services.clock.now()))
  return id
}

/** An auditor's machine: a file, the checkpoints and the public key, and no database. */
async function verify (entries: readonly TrailEntry[], ...words: string[]) {
  return await answer(['verify', '--file', writeTrail(trailFile, entries), '--checkpoints', checkpoints, '--public-key', keyFile, ...words], { DATA_DIR: join(folder, 'elsewhere') })
}

t.test('a trail that was read from the feed is verified with the public key alone', async (t) => {
  t.match(await verify(whole), { code: 0, err: '', out: `${whole.length} events follow from each other, ${whole.length} of them told and 0 by their digests; 1 checkpoints fit, the last of sequence ${whole.length} at ` })
})

t.test('so is that of one action, and of a reader from whom something is hidden: the rest is there by its digest', async (t) => {
  const ofAction = await readTrail(as('scrutineer'), `subjectId=${action}`)
  const ofContributor = await readTrail(as('contributor'))

  t.same(ofAction.filter(({ id }) => id !== undefined), whole.filter(({ subjectId }) => subjectId === action))
  t.match(await verify(ofAction), { code: 0, out: /^\d+ events follow from each other, 2 of them told/ })
  t.match(await verify(ofContributor), { code: 0, out: /by their digests; 1 checkpoints fit/ })
  t.ok(ofContributor.filter(({ id }) => id === undefined).every((stub) => Object.keys(stub).sort().join() === 'digest,hash,sequence'))
})

t.test('whatever is changed in a trail is found, and the first bad sequence named', async (t) => {
  const place = whole.findIndex(({ after }, index) => index > 0 && after !== null) + 1
  const event = whole[place - 1]!
  const changes: TrailEntry[][] = [
    ...Object.keys(event).map((field) => whole.with(place - 1, { ...event, [field]: field === 'sequence' ? place + 1 : field === 'hash' || field === 'digest' ? '0'.repeat(64) : field === 'occurredAt' ? '2026-03-02T09:00:00.001Z' : field === 'after' ? { ...event['after'] as object, more: 1 } : 'x' })),
    whole.with(place - 1, { sequence: place, hash: event.hash, digest: '0'.repeat(64) }),
    whole.with(place - 1, { sequence: place, hash: event.hash }),
    whole.toSpliced(place - 1, 1)
  ]

  for (const changed of changes) t.match(await verify(changed), { code: 1, err: new RegExp(`^first bad sequence ${place}: `) })
})

t.test('a trail that was invented anew from its first event to its last misses the checkpoint', async (t) => {
  const other = await app.anotherPartnership()
  for (let count = 0; count < whole.length; count++) await recordInTransaction({ services, ...other }, { type: 'agency', id: newId() })
  await sealed(app, other)
  const invented = await readTrail(other.as('scrutineer'))
  const [{ hash } = { hash: '' }] = await findAllHeads(db)
  t.ok(hash)

  t.match(await verify(invented), { code: 1, err: /^first bad sequence 1: / }, 'it is of another partnership')
  t.match(await verify(invented, '--partnership', other.partnershipId), { code: 0, out: /there is no checkpoint to hold them against: they may be invented/ })
})

t.test('a trail that ends before what was signed, or has no digests, is told of as that', async (t) => {
  t.match(await verify(whole.slice(0, 2)), { code: 0, out: new RegExp(`The history goes on to ${whole.length} at least|they may be invented`) })
  t.match(await verify(whole.slice(1)), { code: 1, err: /does not begin at 1/ })
  writeFileSync(trailFile, 'sequence,hash\n1,2\n')
  t.match(await answer(['verify', '--file', trailFile, '--checkpoints', checkpoints], { DATA_DIR: join(folder, 'elsewhere') }), { code: 1, err: /^Line 1 is no JSON object/ })
})
