import t from 'tap'
import fc from 'fast-check'
import { cleanFileName } from '../../src/domain/evidence-file-name.ts'

t.test('a name loses its folders and what cannot be seen, and keeps the rest', async (t) => {
  const cases = [
    ['minutes.pdf', 'minutes.pdf'],
    ['Plan – Gweddïau 計画.docx', 'Plan – Gweddïau 計画.docx'],
    ['../../etc/passwd', 'passwd'],
    ['C:\\Users\\sam\\minutes.pdf', 'minutes.pdf'],
    ['a.pdf\r\nX-Injected: 1', 'a.pdfX-Injected: 1'],
    ['a\0b.pdf', 'ab.pdf'],
    ['report\u202efdp.exe', 'reportfdp.exe'],
    ['  spaced   out .pdf ', 'spaced out .pdf'],
    ['half \ud800.pdf', 'half _.pdf'],
    ['CON', 'CON'],
    ['..', 'file'],
    ['', 'file'],
    ['\u200b', 'file']
  ] as const

  for (const [given, clean] of cases) t.equal(cleanFileName(given), clean, JSON.stringify(given))
})

t.test('a long name is cut, and keeps its ending', async (t) => {
  const name = cleanFileName(`${'é'.repeat(300)}.pdf`)

  t.equal([...name].length, 120)
  t.match(name, /é\.pdf$/)
  t.equal([...cleanFileName('x'.repeat(300))].length, 119)
})

t.test('no name is empty, hidden, a path, or breaks a line', async (t) => {
  fc.assert(fc.property(fc.string({ unit: 'binary', maxLength: 400 }), (given) => {
    const name = cleanFileName(given)
    // eslint-disable-next-line no-control-regex
    return name !== '' && name.isWellFormed() && !/[/\\\u0000-\u001f\u007f\u202e]|^\.|^\s|\s$/.test(name)
  }))
})
