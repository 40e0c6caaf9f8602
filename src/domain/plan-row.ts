import { priorities } from './action.ts'
import type { Priority } from './action.ts'
import type { CellRemark } from './import.ts'
import { importableStatuses } from './imported-status.ts'
import type { ImportableStatus } from './imported-status.ts'
import { nearest } from './nearest.ts'
import { planColumns } from './plan-column.ts'
import type { PlanColumnKey } from './plan-column.ts'
import { responses } from './recommendation.ts'
import type { RecommendationResponse } from './recommendation.ts'
import { reviewKinds } from './review.ts'
import type { ReviewKind } from './review.ts'
import { readDay } from './written-day.ts'

/** The cells of a row by their columns; empty ones are not there. */
export type PlanCells = Readonly<Partial<Record<PlanColumnKey, string>>>

/** A row of a plan as it was meant; what its cells leave empty, or nobody can read, is undefined. */
export interface PlanRow {
  readonly reviewReference?: string
  readonly reviewTitle?: string
  readonly reviewKind?: ReviewKind
  readonly recommendationReferences: readonly string[]
  readonly recommendationText?: string
  readonly recommendationResponse?: RecommendationResponse
  readonly responseReason?: string
  readonly respondedOn?: string
  readonly recommendationLeadAgency?: string
  /** Undefined: the row tells of a recommendation alone. */
  readonly action?: PlanRowAction
}

export interface PlanRowAction {
  readonly externalReference?: string
  readonly title?: string
  readonly description?: string
  readonly ownerAgency?: string
  readonly supportingAgencies?: readonly string[]
  readonly leadEmail?: string
  readonly priority?: Priority
  readonly dueOn?: string
  readonly originalDueOn?: string
  readonly status?: ImportableStatus
  readonly startedOn?: string
  readonly completedOn?: string
  readonly percentComplete?: number
  readonly themes?: readonly string[]
  readonly notes?: string
}

/** The number by which the template's example is known, so that whoever forgets to delete it does not import it. */
const exampleReference = 'EXAMPLE'

export function isExample (cells: PlanCells): boolean {
  return cells.externalReference === exampleReference
}

export interface ReadRow {
  readonly row: PlanRow
  /** Of the cells that cannot be read, and of empty ones that are needed. */
  readonly faults: readonly CellRemark[]
}

/** Reads the cells of a row, each by itself: one that cannot be read is told, and hides nothing of the others. */
export function readPlanRow (cells: PlanCells): ReadRow {
  const faults: CellRemark[] = []
  const reader = cellReader(cells, faults)
  const { needed, optional, list } = reader
  const row: object = {
    ...needed('reviewReference'),
    ...optional('reviewTitle'),
    ...reader.oneOf('reviewKind', reviewKinds, reviewKindsInShort),
    recommendationReferences: list('recommendationReference') ?? Object.values(needed('recommendationReference')),
    ...optional('recommendationText'),
    ...reader.oneOf('recommendationResponse', responses),
    ...optional('responseReason'),
    ...reader.day('respondedOn'),
    ...optional('recommendationLeadAgency'),
    ...(tellsOfAction(cells) ? { action: readAction(reader) } : {})
  }
  return { row: row as PlanRow, faults } // every field was read as its column has it
}

function tellsOfAction (cells: PlanCells): boolean {
  return planColumns.some(({ key, of }) => of === 'action' && cells[key] !== undefined)
}

function readAction (reader: CellReader): object {
  const { needed, optional, day, list } = reader
  const [supportingAgencies, themes, { actionTitle: title }] = [list('supportingAgencies'), list('themes'), needed('actionTitle')]
  return {
    ...needed('externalReference'),
    ...(title === undefined ? {} : { title }),
    ...optional('description'),
    ...needed('ownerAgency'),
    ...(supportingAgencies === undefined ? {} : { supportingAgencies }),
    ...optional('leadEmail'),
    ...needed('priority', reader.oneOf('priority', priorities, prioritiesInShort)),
    ...needed('dueOn', day('dueOn')),
    ...day('originalDueOn'),
    ...reader.oneOf('status', importableStatuses, statusesInShort),
    ...day('startedOn'),
    ...day('completedOn'),
    ...reader.percent('percentComplete'),
    ...(themes === undefined ? {} : { themes }),
    ...optional('notes')
  }
}

type CellReader = ReturnType<typeof cellReader>

function cellReader (cells: PlanCells, faults: CellRemark[]) {
  const fault = (column: PlanColumnKey, detail: string): void => { faults.push({ column, value: cells[column]?.slice(0, 200) ?? null, detail }) }
  const read = <Value> (column: PlanColumnKey, found: Value | undefined, detail: () => string) => {
    if (found === undefined) fault(column, detail())
    return found === undefined ? {} : { [column]: found }
  }
  const optional = (column: PlanColumnKey): Partial<Record<PlanColumnKey, string>> => cells[column] === undefined ? {} : { [column]: cells[column] }
  return {
    optional,
    needed: (column: PlanColumnKey, found = optional(column)) => {
      if (cells[column] === undefined) fault(column, 'is empty, and needed. Merged cells hold a value only in their first row: unmerge them and fill down.')
      return found
    },
    list: (column: PlanColumnKey): string[] | undefined => {
      const parts = cells[column]?.split(/[;\n]/).map((part) => part.trim()).filter((part) => part !== '')
      return parts === undefined ? undefined : [...new Set(parts)]
    },
    oneOf: <Word extends string> (column: PlanColumnKey, words: readonly Word[], inShort: Readonly<Record<string, Word>> = {}) => {
      const given = cells[column]
      if (given === undefined) return {}
      const plain = given.toLowerCase().replace(/[^a-z0-9]+/g, '_').replace(/^_|_$/g, '')
      return read(column, words.find((word) => word === plain) ?? inShort[plain], () => `is none of ${words.join(', ')}${meant(plain, words)}`)
    },
    day: (column: PlanColumnKey) => {
      const given = cells[column]
      if (given === undefined) return {}
      const written = readDay(given)
      return read(column, 'day' in written ? written.day : undefined, () => 'fault' in written ? written.fault : '')
    },
    percent: (column: PlanColumnKey) => {
      const given = cells[column]
      if (given === undefined) return {}
      const number = Number(given.replace(/\s*%$/, ''))
      return read(column, Number.isInteger(number) && number >= 0 && number <= 100 ? number : undefined, () => 'is no whole number from 0 to 100')
    }
  }
}

function meant (written: string, words: readonly string[]): string {
  const [near] = nearest(written, words)
  return near === undefined ? '' : `; did you mean ${near}?`
}

// As partnerships abbreviate them.
const reviewKindsInShort: Readonly<Record<string, ReviewKind>> = {
  cspr: 'child_safeguarding_practice_review', lcspr: 'child_safeguarding_practice_review', local_child_safeguarding_practice_review: 'child_safeguarding_practice_review',
  scr: 'serious_case_review', sar: 'safeguarding_adults_review', safeguarding_adult_review: 'safeguarding_adults_review', rr: 'rapid_review',
  dhr: 'domestic_abuse_related_death_review', domestic_homicide_review: 'domestic_abuse_related_death_review', dardr: 'domestic_abuse_related_death_review',
  prevention_of_future_deaths: 'coroner_report', pfd: 'coroner_report', inquiry: 'public_inquiry'
}
const prioritiesInShort: Readonly<Record<string, Priority>> = { h: 'high', m: 'medium', l: 'low', med: 'medium' }
const statusesInShort: Readonly<Record<string, ImportableStatus>> = {
  complete: 'completed', done: 'completed', ongoing: 'in_progress', started: 'in_progress', underway: 'in_progress', under_way: 'in_progress', not_yet_started: 'not_started', to_do: 'not_started'
}
