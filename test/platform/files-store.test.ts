import t from 'tap'
import { createHash, randomBytes } from 'node:crypto'
import { readdir, utimes, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { buffer } from 'node:stream/consumers'
import { pathToFileURL } from 'node:url'
import { openFileStore } from '../../src/platform/files/store.ts'

const folder = t.testdir()
const store = openFileStore({ storageUrl: pathToFileURL(folder).href, dataDir: '/nowhere' })
const waiting = async () => await readdir(join(folder, 'waiting'))

t.test('a file comes in measured and hashed, and is in the store only when it is published', async (t) => {
  const content = randomBytes(300_000)
  const file = await store.receive(Readable.from([content.subarray(0, 1000), content.subarray(1000)]), 300_000)

  t.match(file, { size: 300_000, sha256: createHash('sha256').update(content).digest('hex') })
  t.equal(await store.sizeOf('p/one'), undefined)
  await store.publish(file, 'p/one')
  t.equal(await store.sizeOf('p/one'), 300_000)
  t.ok((await buffer(await store.read('p/one'))).equals(content))
  t.same(await waiting(), [])
})

t.test('publishing twice is publishing once', async (t) => {
  const file = await store.receive(Readable.from([Buffer.from('x')]), 10)

  await store.publish(file, 'p/two')
  await store.publish(file, 'p/two')
  await file.discard()
  t.equal(await store.sizeOf('p/two'), 1)
})

t.test('a file one byte too long is refused, and nothing of it stays', async (t) => {
  await t.resolves(store.receive(Readable.from([Buffer.alloc(10)]), 10).then(async (file) => { await file.discard() }))
  await t.rejects(store.receive(Readable.from([Buffer.alloc(10), Buffer.alloc(1)]), 10), { code: 'payload-too-large' })
  t.same(await waiting(), [])
})

t.test('a stream that breaks leaves nothing', async (t) => {
  const breaking = Readable.from((async function * () {
    yield Buffer.alloc(100_000)
    throw new Error('cut')
  })())

  await t.rejects(store.receive(breaking, 1_000_000), { message: 'cut' })
  t.same(await waiting(), [])
})

t.test('a discarded file is gone, and cannot be published', async (t) => {
  const file = await store.receive(Readable.from([Buffer.from('x')]), 10)
  await file.discard()

  await t.rejects(store.publish(file, 'p/three'))
  t.equal(await store.sizeOf('p/three'), undefined)
})

t.test('the keys are those of published files; removing one twice is removing it once', async (t) => {
  const file = await store.receive(Readable.from([Buffer.from('x')]), 10)

  t.same((await Array.fromAsync(store.keys())).sort(), ['p/one', 'p/two'])
  await store.remove('p/two')
  await store.remove('p/two')
  t.equal(await store.sizeOf('p/two'), undefined)
  await file.discard()
})

t.test('what has waited too long is swept, and nothing younger', async (t) => {
  await writeFile(join(folder, 'waiting', 'old'), 'x')
  await utimes(join(folder, 'waiting', 'old'), new Date('2026-03-02T08:00:00Z'), new Date('2026-03-02T08:00:00Z'))
  const young = await store.receive(Readable.from([Buffer.from('x')]), 10)

  t.equal(await store.sweepReceived(new Date('2026-03-02T08:00:00Z')), 0)
  t.equal(await store.sweepReceived(new Date('2026-03-02T08:00:01Z')), 1)
  t.equal((await waiting()).length, 1)
  await young.discard()
})

t.test('a store that nothing came to is empty', async (t) => {
  const untouched = openFileStore({ storageUrl: undefined, dataDir: join(folder, 'none') })

  t.equal(await untouched.sweepReceived(new Date()), 0)
  t.same(await Array.fromAsync(untouched.keys()), [])
})

t.test('a bucket without its SDK says what to install', async (t) => {
  const bucket = openFileStore({ storageUrl: 's3://evidence?region=eu-west-2', dataDir: folder })

  await t.rejects(bucket.sizeOf('p/one'), { message: /npm install @aws-sdk\/client-s3/ })
})
