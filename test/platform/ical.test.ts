import t from 'tap'
import fc from 'fast-check'
import { addDays } from '../../src/domain/local-date.ts'
import { writeCalendar } from '../../src/platform/formats/ical.ts'
import type { CalendarEntry } from '../../src/platform/formats/ical.ts'
import { badLines, readCalendar } from '../support/calendar.ts'

const entry: CalendarEntry = {
  uid: 'action-019c8f6e-0c00-7000-8000-000000000001@follow-through',
  day: '2026-06-30',
  title: 'An action is due',
  description: 'What it is about: https://follow-through.example/actions/1',
  url: 'https://follow-through.example/actions/1',
  sequence: 3,
  updatedAt: '2026-03-02T09:00:00.000Z',
  cancelled: false
}

function write (...facts: Array<Partial<CalendarEntry>>): string {
  return writeCalendar({ name: 'Follow-through', description: 'Due dates', entries: facts.map((each) => ({ ...entry, ...each })) })
}

t.test('another program reads what was written', async (t) => {
  const { method, name, entries } = readCalendar(write({}, { cancelled: true }))

  t.strictSame([method, name], ['PUBLISH', 'Follow-through'])
  t.match(entries, [
    { ...read(), day: '2026-06-30', end: '2026-07-01', allDay: true, status: 'CONFIRMED', sequence: 3, modified: '2026-03-02T09:00:00Z' },
    { status: 'CANCELLED' }
  ])
})

t.test('a day is that day on the nights when the clocks change, in every zone', async (t) => {
  const days = ['2026-03-28', '2026-03-29', '2026-03-30', '2026-10-24', '2026-10-25', '2026-10-26', '2028-02-29', '2026-12-31']
  const before = process.env['TZ']
  t.teardown(() => { if (before === undefined) delete process.env['TZ']; else process.env['TZ'] = before })
  const texts = ['UTC', 'Europe/London', 'Pacific/Auckland', 'America/Los_Angeles'].map((zone) => {
    process.env['TZ'] = zone
    return write(...days.map((day) => ({ day })))
  })

  t.equal(new Set(texts).size, 1)
  t.strictSame(readCalendar(texts[0] ?? '').entries.map(({ day, end }) => [day, end]), days.map((day) => [day, addDays(day, 1)]))
})

t.test('the last day of the calendar is one whole day too', async (t) => {
  t.match(readCalendar(write({ day: '9999-12-31' })).entries, [{ day: '9999-12-31', allDay: true }])
})

t.test('a text cannot end its line and begin another', async (t) => {
  const title = 'Housing; "East", \\n\r\nEND:VEVENT\r\nBEGIN:VEVENT\nX:\u0007 ünï 🏠'
  const text = writeCalendar({ name: title, description: title, entries: [{ ...entry, title }] })
  const { name, about, entries } = readCalendar(text)

  t.equal(entries.length, 1)
  t.equal(entries[0]?.title, 'Housing; "East", \\n\nEND:VEVENT\nBEGIN:VEVENT\nX: ünï 🏠')
  for (const read of [name, about]) t.equal(read, 'Housing\\; "East"\\, \\\\n\\nEND:VEVENT\\nBEGIN:VEVENT\\nX: ünï 🏠') // this parser leaves what X- properties hold as it stands
})

t.test('any text comes back, in lines of 75 octets at most', async () => {
  fc.assert(fc.property(fc.string({ unit: 'grapheme', maxLength: 300 }), (given) => {
    const title = `An agency ${given}.`
    const text = write({ title })
    const read = readCalendar(text).entries[0]?.title
    // eslint-disable-next-line no-control-regex
    const wanted = title.replace(/[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]/g, '').replace(/\r\n?/g, '\n')
    return badLines(text).length === 0 && read === wanted
  }))
})

t.test('the same entries give the same bytes', async (t) => {
  t.equal(write({}), write({}))
})

function read () {
  const { uid, title, url, description } = entry
  return { uid, title, url, description }
}
