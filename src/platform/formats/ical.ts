import ical, { escape, ICalCalendarMethod, ICalEventClass, ICalEventStatus, ICalEventTransparency } from 'ical-generator'
import type { ICalEventData } from 'ical-generator'
import { addDays, lastLocalDate } from '../../domain/local-date.ts'
import type { LocalDate } from '../../domain/local-date.ts'

/** Something that is due on a day, wherever the day begins. */
export interface CalendarEntry {
  /** The same for as long as the thing exists: a client knows an update by it. */
  readonly uid: string
  readonly day: LocalDate
  readonly title: string
  readonly description: string
  readonly url: string
  /** Grows with each change; a client that has a lower one takes this. */
  readonly sequence: number
  readonly updatedAt: string
  readonly cancelled: boolean
}

export interface CalendarPage {
  readonly name: string
  readonly description: string
  readonly entries: readonly CalendarEntry[]
}

// How often programs are asked to look again; most have their own idea of it.
const refreshSeconds = 60 * 60

/** A calendar for calendar programs (RFC 5545, RFC 7986). The same entries give the same bytes, at any time and in any zone. */
export function writeCalendar ({ name, description, entries }: CalendarPage): string {
  const calendar = ical({
    prodId: '//Follow-through//Due dates//EN',
    method: ICalCalendarMethod.PUBLISH,
    name: escape(printable(name), false), // the generator takes these two as they are
    description: escape(printable(description), false),
    ttl: refreshSeconds,
    events: entries.map(eventFrom)
  })
  return `${calendar.toString()}\r\n` // the last line ends too (RFC 5545, 3.1)
}

function eventFrom (entry: CalendarEntry): ICalEventData {
  return {
    id: entry.uid,
    sequence: entry.sequence,
    stamp: entry.updatedAt, // when this revision was made, and not the present: a poll that finds nothing new is told so
    lastModified: entry.updatedAt,
    ...wholeDay(entry.day),
    summary: printable(entry.title),
    description: printable(entry.description),
    url: entry.url,
    status: entry.cancelled ? ICalEventStatus.CANCELLED : ICalEventStatus.CONFIRMED,
    transparency: ICalEventTransparency.TRANSPARENT, // a due date keeps nobody busy
    class: ICalEventClass.PRIVATE
  }
}

/** The end is the day after, as RFC 5545 counts; after the last day of the calendar there is none, and one day is understood. */
function wholeDay (day: LocalDate) {
  return { allDay: true, start: day, ...(day === lastLocalDate ? {} : { end: addDays(day, 1) }) }
}

/** Without the control characters that no text of a calendar may hold; a line break and a tab may stay. */
function printable (text: string): string {
  // eslint-disable-next-line no-control-regex
  return text.replace(/[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]/g, '')
}
