import t from 'tap'
import { readDay } from '../../src/domain/written-day.ts'

const days: Record<string, string> = {
  '2026-11-22': '2026-11-22', '2026/1/2': '2026-01-02', '2026-11-22T00:00:00': '2026-11-22', '2026-11-22 00:00:00': '2026-11-22',
  '22/11/2026': '2026-11-22', '3/4/2026': '2026-04-03', '22.11.2026': '2026-11-22', '22-11-2026': '2026-11-22', '22 11 2026': '2026-11-22', '29/02/2028': '2028-02-29',
  '22-Nov-2026': '2026-11-22', '22-Nov-26': '2026-11-22', '22 November 2026': '2026-11-22', '22nd Nov, 2026': '2026-11-22', 'Sunday 22 November 2026': '2026-11-22', '1 Sept 2026': '2026-09-01',
  46348: '2026-11-22', 46348.75: '2026-11-22', 36526: '2000-01-01', ' 22/11/2026 ': '2026-11-22'
}

for (const [written, day] of Object.entries(days)) {
  t.test(`${written} is ${day}`, async (t) => { t.same(readDay(written), { day }) })
}

const faults: Record<string, RegExp> = {
  '11/22/2026': /days come first/, '22/11/26': /four digits/, '31/04/2026': /no day of the calendar/, '29/02/2026': /no day of the calendar/, '2026-13-01': /no day/, '22/13/2026': /no day/,
  '22 Novembre 2026': /names no month/, 'Nov 2026': /is no date/, TBC: /is no date/, ongoing: /is no date/, 12: /is no date/, 99999: /is no date/, '=TODAY()': /formula/, '': /is no date/
}

for (const [written, fault] of Object.entries(faults)) {
  t.test(`${written || 'nothing'} is no day, and why is said`, async (t) => { t.match(readDay(written), { fault }) })
}
