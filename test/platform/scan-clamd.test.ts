import t from 'tap'
import { randomBytes } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { clamdScanner } from '../../src/platform/scan/clamd.ts'
import { eicar, fakeClamd } from '../support/clamd.ts'

const patience = () => AbortSignal.timeout(20_000)

t.test('what clamd finds nothing in is clean, and clamd got every byte', async (t) => {
  const clamd = await fakeClamd(t)
  const content = randomBytes(1_000_000)

  t.equal(await clamdScanner(clamd.url).scan(Readable.from([content.subarray(0, 7), content.subarray(7)]), patience()), 'clean')
  t.ok(clamd.scanned[0]?.equals(content))
})

t.test('what clamd finds something in is infected', async (t) => {
  const clamd = await fakeClamd(t)

  t.equal(await clamdScanner(clamd.url).scan(Readable.from([Buffer.from(eicar)]), patience()), 'infected')
})

t.test('clamd is asked over a socket of the machine too', async (t) => {
  const clamd = await fakeClamd(t, { path: join(tmpdir(), `clamd-${process.pid}.ctl`) }) // 107 bytes are the most for such a name

  t.equal(await clamdScanner(clamd.url).scan(Readable.from([Buffer.from('x')]), patience()), 'clean')
})

t.test('an answer that is not one of the two decides nothing', async (t) => {
  const clamd = await fakeClamd(t)
  for (const answer of ['', 'stream: OK', 'stream: OK\n', 'stream: OK\0stream: OK\0', 'INSTREAM size limit exceeded. ERROR\0', 'stream: FOUND', 'garbage\0', 'HTTP/1.1 400 Bad Request\r\n\r\n', 'x'.repeat(5_000)]) {
    clamd.answer = answer
    t.equal(await clamdScanner(clamd.url).scan(Readable.from([Buffer.from('x')]), patience()), 'pending', answer.slice(0, 40))
  }
})

t.test('a scanner that is away decides nothing', async (t) => {
  const clamd = await fakeClamd(t)
  await clamd.stop()

  t.equal(await clamdScanner(clamd.url).scan(Readable.from([Buffer.from('x')]), patience()), 'pending')
  t.equal(await clamdScanner(`unix:${join(t.testdir(), 'none')}`).scan(Readable.from([Buffer.from('x')]), patience()), 'pending')
})

t.test('a scanner that says nothing until the deadline decides nothing, and is let go', async (t) => {
  const clamd = await fakeClamd(t)
  clamd.silent = true
  const content = Readable.from([Buffer.from('x')])

  t.equal(await clamdScanner(clamd.url).scan(content, AbortSignal.timeout(50)), 'pending')
  t.equal(await clamdScanner(clamd.url).scan(Readable.from([Buffer.from('x')]), AbortSignal.abort()), 'pending')
  t.equal(content.destroyed, true)
})

t.test('a scanner that hangs up in the middle decides nothing', async (t) => {
  const clamd = await fakeClamd(t)
  clamd.silent = true
  const endless = Readable.from((async function * () {
    yield Buffer.alloc(100_000)
    await clamd.stop()
    for (;;) yield Buffer.alloc(100_000)
  })())

  t.equal(await clamdScanner(clamd.url).scan(endless, patience()), 'pending')
})

t.test('a file that cannot be read is not clean', async (t) => {
  const clamd = await fakeClamd(t)

  t.equal(await clamdScanner(clamd.url).scan(createReadStream(join(t.testdir(), 'none')), patience()), 'pending')
})
