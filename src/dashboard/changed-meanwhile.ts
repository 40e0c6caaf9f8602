import type { Caller } from '../domain/permission.ts'
import type { LocalDate } from '../domain/local-date.ts'
import { listChangesSince } from '../features/events/change-queries.ts'
import type { Change } from '../features/events/change-queries.ts'
import type { Queryable } from '../platform/database/database.ts'
import { withDates } from './fields.ts'
import { filters } from './filters.ts'

/** One thing that a record says, by the name that its form and its events have for it. */
export interface Fact {
  readonly name: string
  /** What people call it. */
  readonly label: string
  readonly value: unknown
  /** Its values in words; as they are when not given. */
  readonly inWords?: (value: unknown) => string
}

/** What a record says while a form is filled in that is to change it. */
export interface Standing {
  /** The record whose events tell who changed it. */
  readonly subjectId: string
  readonly updatedAt: string
  readonly facts: readonly Fact[]
}

/** A standing as it was read, kept in the form itself: what its reader had before their eyes. */
interface Read { readonly updatedAt: string, readonly says: Readonly<Record<string, string>> }

/** One line of what changed while somebody was writing. */
export interface ChangedMeanwhile {
  /** Undefined where it is nothing that the page shows. */
  readonly name: string | undefined
  readonly label: string
  readonly before: string
  readonly now: string
  /** Undefined where the form does not ask for it. */
  readonly typed: string | undefined
  /** The form had it, and its reader had left it as it was: they did not mean to take it back. */
  readonly isUntouched: boolean
  readonly by: string | undefined
  readonly at: string | undefined
}

export function factOf (name: string, label: string, value: unknown, words?: Readonly<Record<string, string>>): Fact {
  return words === undefined ? { name, label, value } : { name, label, value, inWords: (each) => words[String(each)] ?? String(each ?? '') }
}

export function dayOf (name: string, label: string, value: LocalDate | null): Fact {
  return { name, label, value, inWords: (day) => filters.date(String(day ?? '')) }
}

/** The standing as a form carries it. */
export function asRead ({ updatedAt, facts }: Standing): string {
  return JSON.stringify({ updatedAt, says: Object.fromEntries(facts.map((fact) => [fact.name, inWords(fact, fact.value)])) } satisfies Read)
}

/** Each thing that is no longer as it was read, with what was typed for it, and by whom it was changed. */
export async function changedMeanwhile (db: Queryable, caller: Caller, carried: unknown, { subjectId, facts }: Standing, typed: Readonly<Record<string, unknown>>): Promise<ChangedMeanwhile[]> {
  const read = readFrom(carried)
  if (read === undefined) return []
  const changes = await listChangesSince(db, caller, subjectId, read.updatedAt)
  const given = withDates(typed)
  const lines = facts.flatMap((fact): ChangedMeanwhile[] => {
    const [before = '', now] = [read.says[fact.name], inWords(fact, fact.value)]
    if (before === now) return []
    const typedHere = fact.name in given ? inWords(fact, given[fact.name]) : undefined
    return [{ name: fact.name, label: fact.label, before, now, typed: typedHere, isUntouched: typedHere === before, ...author(changes.findLast(({ fields }) => fields.includes(fact.name)) ?? changes.at(-1)) }]
  })
  return lines.length > 0 || changes.length === 0 ? lines : [{ name: undefined, label: 'Something that this page does not show', before: '', now: '', typed: undefined, isUntouched: false, ...author(changes.at(-1)) }]
}

function author (change: Change | undefined): Pick<ChangedMeanwhile, 'by' | 'at'> {
  return { by: [change?.byName, change?.agencyName].filter((name) => name != null).join(', ') || undefined, at: change?.occurredAt }
}

function inWords ({ inWords }: Fact, value: unknown): string {
  if (value === null || value === undefined || value === '') return ''
  return (inWords ?? String)(value).replaceAll('\r\n', '\n').trim() // as a browser sends the lines of a text, and fields.ts reads them
}

// Who alters it in their own browser deceives themselves alone.
function readFrom (carried: unknown): Read | undefined {
  try {
    const read = JSON.parse(String(carried)) as Partial<Read> | null // looked at below
    if (typeof read?.updatedAt !== 'string' || Number.isNaN(Date.parse(read.updatedAt)) || typeof read.says !== 'object' || read.says === null) return undefined
    return { updatedAt: read.updatedAt, says: Object.fromEntries(Object.entries(read.says).map(([name, text]) => [name, String(text)])) }
  } catch {
    return undefined
  }
}
