import type { Caller } from '../../domain/permission.ts'
import type { Queryable } from '../../platform/database/database.ts'
import { writeCalendar } from '../../platform/formats/ical.ts'
import type { CalendarEntry } from '../../platform/formats/ical.ts'
import { findEntries } from './queries.ts'
import type { CalendarDay, CalendarScope, EntryKind, EntryRow } from './queries.ts'

/** Whose dates are asked for: all for coordinators, those of their agency for everyone else. */
export interface Beholder extends Pick<Caller, 'partnershipId' | 'role' | 'agencyId'> {}

// Nobody reads more, and writing these already keeps the process busy for a tenth of a second.
const mostEntries = 2_000

/** For a signed-in caller: which agency's, and which of the actions by its number. Never what it is about: a calendar is seen over shoulders. */
export async function writeCalendarOf (db: Queryable, beholder: Beholder, day: CalendarDay, publicUrl: string): Promise<string> {
  const rows = await findEntries(db, scopeOf(beholder, 'shown'), day, mostEntries + 1)
  return write(rows, publicUrl, (row) => `${titles[row.kind]}: ${row.agencyName}, ${numberOf(row)}`)
}

/** For whoever has an address that is not signed in to: days and links, nothing else, and nothing restricted. */
export async function writeNeutralCalendar (db: Queryable, beholder: Beholder, day: CalendarDay, publicUrl: string): Promise<string> {
  const rows = await findEntries(db, scopeOf(beholder, 'left out'), day, mostEntries + 1)
  return write(rows, publicUrl, (row) => titles[row.kind])
}

const titles: Readonly<Record<EntryKind, string>> = {
  action: 'An action is due',
  milestone: 'A milestone is due',
  impact_review: 'An impact review is due'
}

function scopeOf ({ partnershipId, role, agencyId }: Beholder, restricted: CalendarScope['restricted']): CalendarScope {
  return { partnershipId, agencyId: role === 'coordinator' ? null : agencyId, restricted }
}

function write (rows: readonly EntryRow[], publicUrl: string, titleOf: (row: EntryRow) => string): string {
  const shown = rows.slice(0, mostEntries).toSorted((a, b) => orderOf(a) < orderOf(b) ? -1 : 1)
  const left = rows.length > mostEntries ? ` Only the ${mostEntries} dates nearest to today are here.` : ''
  return writeCalendar({
    name: 'Follow-through',
    description: `Due dates of actions, milestones and impact reviews.${left}`,
    entries: shown.map((row) => entryFrom(row, titleOf(row), publicUrl))
  })
}

function entryFrom ({ kind, id, actionId, dueOn, endedOn, sequence, updatedAt }: EntryRow, title: string, publicUrl: string): CalendarEntry {
  const url = `${publicUrl}/actions/${actionId}`
  return { uid: `${kind}-${id}@follow-through`, day: dueOn, title, description: `What it is about: ${url}`, url, sequence, updatedAt, cancelled: endedOn !== null }
}

/** `R3/A2` of `REVIEW-1/R3/A2`: the rest would name the review, and so might a recommendation that is called something else. */
function numberOf ({ actionReference }: EntryRow): string {
  return /(?:R\d{1,3}[a-z]?\/)?A\d+$/.exec(actionReference)?.[0] ?? actionReference.slice(actionReference.lastIndexOf('/') + 1)
}

function orderOf ({ dueOn, kind, id }: EntryRow): string {
  return `${dueOn} ${kind} ${id}`
}
