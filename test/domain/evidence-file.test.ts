import t from 'tap'
import { acceptedType, endingOf, fileTypes, mostPixels } from '../../src/domain/evidence-file.ts'
import type { SentFile } from '../../src/domain/evidence-file.ts'

const pdf: SentFile = { name: 'minutes.pdf', declaredType: 'application/pdf', size: 10, foundType: 'application/pdf', pixels: 0 }

t.test('a file is what its bytes say, under each of its names', async (t) => {
  for (const { mediaType, endings } of fileTypes) {
    for (const ending of endings) {
      const foundType = mediaType === 'text/csv' ? 'text/plain' : mediaType
      t.equal(acceptedType({ ...pdf, name: `Report.${ending.toUpperCase()}`, declaredType: mediaType, foundType }), mediaType, ending)
    }
  }
})

t.test('a name that says something else is refused', async (t) => {
  for (const name of ['minutes.png', 'minutes.exe', 'minutes.pdf.exe', 'minutes.html', 'minutes.csv']) {
    t.throws(() => acceptedType({ ...pdf, name }), { code: 'rule-broken', facts: { errors: [{ pointer: '/file' }] } }, name)
  }
  t.throws(() => acceptedType({ ...pdf, name: 'a.html', declaredType: 'text/html', foundType: 'text/plain' }), { code: 'rule-broken' })
})

t.test('a declared type that says something else is refused; one that says nothing is not asked', async (t) => {
  t.throws(() => acceptedType({ ...pdf, declaredType: 'image/png' }), { code: 'rule-broken' })
  for (const declaredType of ['application/octet-stream', '', 'application/vnd.ms-excel']) t.equal(acceptedType({ ...pdf, declaredType }), 'application/pdf', declaredType)
})

t.test('a table of values may be called a plain text, and a name may have no ending', async (t) => {
  t.equal(acceptedType({ ...pdf, name: 'figures.csv', declaredType: 'text/plain', foundType: 'text/plain' }), 'text/csv')
  t.equal(acceptedType({ ...pdf, name: 'minutes' }), 'application/pdf')
})

t.test('what is not taken, empty or absurdly large is refused', async (t) => {
  t.throws(() => acceptedType({ ...pdf, foundType: undefined }), { code: 'unsupported-media-type' })
  t.throws(() => acceptedType({ ...pdf, size: 0, foundType: undefined }), { code: 'rule-broken', message: /empty/ })
  const image: SentFile = { ...pdf, name: 'a.png', declaredType: 'image/png', foundType: 'image/png' }
  t.equal(acceptedType({ ...image, pixels: mostPixels }), 'image/png')
  t.throws(() => acceptedType({ ...image, pixels: mostPixels + 1 }), { code: 'rule-broken' })
})

t.test('an ending is what stands behind the last dot', async (t) => {
  t.same(['a.PDF', 'a.tar.gz', '.htaccess', 'a.', 'a', 'a.b c', ''].map(endingOf), ['pdf', 'gz', '', '', '', '', ''])
})
