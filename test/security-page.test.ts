import t from 'tap'
import { existsSync, readFileSync } from 'node:fs'
import { isDeepStrictEqual } from 'node:util'

/** The requirements of OWASP ASVS 5.0.0 that the service is held to; `a-b` within one section. */
const asked = `1.1.1-2 1.2.1-5 1.2.9-10 1.3.2-3 1.3.6-7 1.3.10-12 1.4.2 1.5.1-3 2.1.1-3 2.2.1-3 2.3.1-5 2.4.1
  3.2.1-2 3.3.1-4 3.4.1-6 3.4.8 3.5.1-3 3.5.8 3.7.2 4.1.1-5 4.2.1-2 4.2.5 5.1.1 5.2.1-6 5.3.1-3 5.4.1-3
  6.1.1 6.1.3 6.3.1-2 6.3.4 6.3.8 6.5.2-3 6.8.1-2 6.8.4 7.1.1 7.1.3 7.2.1-4 7.3.1-2 7.4.1-2 7.4.5 7.5.3 7.6.1
  8.1.1-2 8.2.1-3 8.3.1-3 8.4.1 9.1.1-3 9.2.1-3 10.1.1-2 10.2.1-2 10.3.1-4 10.5.1-5 11.1.1-2 11.2.1 11.2.3-4 11.3.2-3 11.4.1 11.4.3 11.5.1
  12.1.1 12.2.1 12.3.1-2 13.1.1-4 13.2.2-4 13.2.6 13.3.1-2 13.3.4 13.4.2 13.4.4-6 14.1.1-2 14.2.1-2 14.2.4 14.2.6-8 14.3.2
  15.1.1-4 15.2.1-5 15.3.1-7 15.4.2-3 16.1.1 16.2.1-2 16.2.5 16.3.1-4 16.4.1-3 16.5.1-4`

const page = readFileSync('SECURITY.md', 'utf8')
const rows = page.split('\n').filter((line) => /^\| \d/.test(line)).map((line) => {
  const [ids = '', , met = '', where = '', shown = ''] = line.slice(1, -1).split('|').map((cell) => cell.trim())
  return { ids: ids.split(', '), met: met.replaceAll('*', ''), where, shown }
})

function each (range: string): string[] {
  const [, section = '', first, last = first] = /^(\d+\.\d+\.)(\d+)(?:-(\d+))?$/.exec(range) ?? []
  return Array.from({ length: Number(last) - Number(first) + 1 }, (_, place) => `${section}${Number(first) + place}`)
}

t.test('each of the 194 requirements has its place in the table, once and in order', async (t) => {
  const ids = asked.trim().split(/\s+/).flatMap(each)

  t.equal(ids.length, 194)
  t.ok(isDeepStrictEqual(rows.flatMap((row) => row.ids), ids))
})

t.test('each row says whether it is met: by what and shown by what, or what is missing', async (t) => {
  for (const { ids, met, where, shown } of rows) {
    t.match(met, /^(yes|part|no|—)$/, ids.join())
    t.ok(where !== '' && (met !== 'yes' || shown !== ''), ids.join())
  }
})

t.test('each file that the page names is there', async (t) => {
  const named = [...page.matchAll(/`((?:src|test|docs|\.ci|openapi|package|eslint|docker|Docker)[\w./-]*)`|\]\((docs\/[\w./-]+)/g)].map(([, code, link]) => code ?? link ?? '')

  t.same(named.filter((file) => !existsSync(file) && !file.includes('...')), [])
})

t.test('each test that the page calls to witness is there, under its title', async (t) => {
  const witnesses = rows.flatMap(({ shown }) => shown.split(' · ')).filter((one) => one.startsWith('`')).map((one) => /^`([^`]+)`(?:: (.+))?$/.exec(one))

  t.ok(witnesses.length > 100)
  for (const witness of witnesses) t.ok(witness !== null && readFileSync(witness[1] ?? '', 'utf8').includes(witness[2] ?? ''), witness?.[0] ?? 'not of the form')
})
