import ICAL from 'ical.js'

/** An entry as another program than ours reads it. */
export interface ReadEntry {
  readonly uid: string
  readonly title: string
  readonly day: string
  /** The first day after it, as RFC 5545 counts. */
  readonly end: string
  readonly allDay: boolean
  readonly status: unknown
  readonly sequence: number
  readonly url: unknown
  readonly description: string
  readonly modified: string
}

export interface ReadCalendar { readonly method: unknown, readonly name: unknown, readonly about: unknown, readonly entries: ReadEntry[] }

/** Reads a calendar with an independent parser; one that is not well formed throws. */
export function readCalendar (text: string): ReadCalendar {
  const calendar = new ICAL.Component(ICAL.parse(text))
  const first = (name: string) => calendar.getFirstPropertyValue(name)
  return { method: first('method'), name: first('x-wr-calname'), about: first('x-wr-caldesc'), entries: calendar.getAllSubcomponents('vevent').map(readEntry) }
}

/** The lines of RFC 5545, 3.1, that are not as it wants them: longer than 75 octets, or holding a control character. */
export function badLines (text: string): string[] {
  const lines = text.split('\r\n')
  const unended = lines.pop() ?? ''
  // eslint-disable-next-line no-control-regex
  const bad = lines.filter((line) => Buffer.byteLength(line) > 75 || /[\x00-\x08\x0a-\x1f\x7f]/.test(line) || line === '')
  return unended === '' ? bad : [...bad, unended]
}

function readEntry (component: ICAL.Component): ReadEntry {
  const event = new ICAL.Event(component)
  const value = (name: string) => component.getFirstPropertyValue(name)
  return {
    uid: event.uid,
    title: event.summary,
    day: event.startDate.toString(),
    end: event.endDate.toString(),
    allDay: event.startDate.isDate && event.endDate.isDate,
    status: value('status'),
    sequence: event.sequence,
    url: value('url'),
    description: event.description,
    modified: String(value('last-modified'))
  }
}
