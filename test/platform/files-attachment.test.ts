import t from 'tap'
import { Readable } from 'node:stream'
import fc from 'fast-check'
import { contentDisposition } from '../../src/platform/files/attachment.ts'
import { rangeRequested, slice } from '../../src/platform/files/range.ts'

t.test('one range is understood, as far as the content goes', async (t) => {
  const cases = [
    ['bytes=0-4', { first: 0, last: 4 }],
    ['bytes=4-', { first: 4, last: 9 }],
    ['bytes=-3', { first: 7, last: 9 }],
    ['bytes=-30', { first: 0, last: 9 }],
    ['bytes=9-100', { first: 9, last: 9 }],
    ['BYTES = 1 - 2', { first: 1, last: 2 }]
  ] as const
  for (const [header, range] of cases) t.same(rangeRequested(header, 10), range, header)
})

t.test('what is not one range of bytes asks for everything', async (t) => {
  for (const header of [undefined, '', 'bytes=-', 'bytes=5-4', 'bytes=a-b', 'lines=1-2', 'bytes=0-1,3-4', `bytes=${'9'.repeat(20)}-`]) t.equal(rangeRequested(header, 10), undefined, String(header))
})

t.test('a range outside the content is refused', async (t) => {
  for (const header of ['bytes=10-', 'bytes=10-20', 'bytes=-0']) t.throws(() => rangeRequested(header, 10), { code: 'range-not-satisfiable' }, header)
})

t.test('a slice of a stream is the slice of its bytes, however it comes in chunks', async (t) => {
  const chunks = fc.array(fc.uint8Array({ minLength: 1, maxLength: 20 }), { minLength: 1, maxLength: 8 })
  await fc.assert(fc.asyncProperty(chunks, fc.nat(200), fc.nat(200), async (parts, a, b) => {
    const whole = Buffer.concat(parts)
    const [first, last] = [Math.min(a, b) % whole.length, Math.max(a, b) % whole.length].sort((x, y) => x - y) as [number, number]
    const got = Buffer.concat(await Array.fromAsync(slice(Readable.from(parts.map((part) => Buffer.from(part))), { first, last })))
    return got.equals(whole.subarray(first, last + 1))
  }))
})

t.test('a slice leaves the rest unread', async (t) => {
  const content = Readable.from([Buffer.from('abc'), Buffer.from('def'), Buffer.from('ghi')])

  t.equal(Buffer.concat(await Array.fromAsync(slice(content, { first: 1, last: 2 }))).toString(), 'bc')
  t.equal(content.destroyed, true)
})

t.test('a name is given in ASCII, and as it is', async (t) => {
  t.equal(contentDisposition('minutes.pdf'), 'attachment; filename="minutes.pdf"; filename*=UTF-8\'\'minutes.pdf')
  t.equal(contentDisposition('Gweddïau "1" (a).pdf'), 'attachment; filename="Gwedd_au _1_ (a).pdf"; filename*=UTF-8\'\'Gwedd%C3%AFau%20%221%22%20%28a%29.pdf')
})

t.test('no name breaks out of the header', async (t) => {
  fc.assert(fc.property(fc.string({ unit: 'binary', maxLength: 100 }), (name) =>
    /^attachment; filename="[\x20\x21\x23\x24\x26-\x5b\x5d-\x7e]*"; filename\*=UTF-8''[A-Za-z0-9!._~%-]*$/.test(contentDisposition(name))))
})
