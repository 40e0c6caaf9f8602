import { personalDataNames, suspectedPersonalData } from '../../domain/personal-data.ts'
import type { PersonalDataKind } from '../../domain/personal-data.ts'
import type { CellRemark } from '../../domain/import.ts'
import type { PlanCells } from '../../domain/plan-row.ts'
import type { PlanColumnKey } from '../../domain/plan-column.ts'
import { fieldErrorsOf } from '../../domain/field-refusal.ts'
import { Refusal } from '../../domain/refusal.ts'
import { misfitOf } from '../../platform/http/validation.ts'
import { UpdateInput } from '../actions/diary-schemas.ts'
import { ActionInput } from '../actions/schemas.ts'
import { RecommendationInput } from '../recommendations/schemas.ts'
import { ReviewInput } from '../reviews/schemas.ts'

/** What is said of a row and its cells: what has to be put right, and what is only to be known. */
export class RowRemarks {
  readonly faults: CellRemark[]
  readonly notes: CellRemark[] = []
  /** Cells that look like they hold personal data. */
  readonly suspicions: Array<{ readonly column: PlanColumnKey, readonly kinds: readonly PersonalDataKind[] }> = []
  readonly #cells: PlanCells
  readonly #unread: ReadonlySet<string | null>

  /** Begins with what was found when the cells were read. */
  constructor (cells: PlanCells, unread: readonly CellRemark[]) {
    this.#cells = cells
    this.#unread = new Set(unread.map(({ column }) => column))
    this.faults = [...unread]
  }

  /** Whether a cell has something that nobody can read, or nothing where something is needed. */
  isUnread (column: PlanColumnKey): boolean {
    return this.#unread.has(column)
  }

  /** A cell that could not be read has its fault already: what is missing for it is not said beside that. */
  fault (column: PlanColumnKey | null, detail: string): void {
    if (!this.#unread.has(column)) this.faults.push(this.#remark(column, detail))
  }

  note (column: PlanColumnKey | null, detail: string): void {
    this.notes.push(this.#remark(column, detail))
  }

  /** Asks a rule of the domain; what it refuses is a fault of the cell that it points at. */
  unlessRefused<Result> (columnOf: (field: string) => PlanColumnKey, rule: () => Result): Result | undefined {
    try {
      return rule()
    } catch (error) {
      if (!(error instanceof Refusal)) throw error
      const [first] = fieldErrorsOf(error)
      this.fault(columnOf(first?.pointer.slice(1) ?? ''), first?.detail ?? error.message)
      return undefined
    }
  }

  /** Holds the cells to the bounds that the API has for the same fields. */
  refuseOutOfBounds (): void {
    for (const [column, schema] of bounds) {
      const misfit = this.#cells[column] === undefined ? undefined : misfitOf(schema, this.#cells[column])
      if (misfit !== undefined) this.fault(column, misfit)
    }
  }

  /** The screen of the API; what looks like somebody's particulars is not said again here. Whoever asked for the import may have said why it is none. */
  screenPersonalData (isOverridden: boolean): void {
    for (const column of freeTexts) {
      const kinds = suspectedPersonalData(this.#cells[column] ?? '')
      if (kinds.length === 0) continue
      const detail = `looks like it holds ${kinds.map((kind) => personalDataNames[kind]).join(' and ')}`
      if (isOverridden) this.notes.push({ column, value: null, detail: `${detail}; it is taken for the reason that was given` })
      else this.faults.push({ column, value: null, detail: `${detail}: remove it, or say why it is none when you hand the file in (Privacy-Override: <reason>)` })
      this.suspicions.push({ column, kinds })
    }
  }

  refuseListOutOfBounds (column: 'themes' | 'supportingAgencies', list: readonly string[]): void {
    const misfit = misfitOf(ActionInput.properties[column === 'themes' ? 'themes' : 'supportingAgencyIds'], list)
    if (misfit !== undefined) this.fault(column, misfit)
  }

  #remark (column: PlanColumnKey | null, detail: string): CellRemark {
    return { column, value: column === null ? null : this.#cells[column]?.slice(0, 200) ?? null, detail }
  }
}

const freeTexts = ['reviewTitle', 'recommendationText', 'responseReason', 'actionTitle', 'description', 'themes', 'notes'] as const satisfies readonly PlanColumnKey[]

const { reference, text, responseReason } = RecommendationInput.properties

const bounds: ReadonlyArray<readonly [PlanColumnKey, object]> = [
  ['reviewReference', ReviewInput.properties.reference],
  ['reviewTitle', ReviewInput.properties.title],
  ['recommendationText', text],
  ['responseReason', responseReason],
  ['externalReference', { type: 'string', minLength: 1, maxLength: 200 }],
  ['actionTitle', ActionInput.properties.title],
  ['description', ActionInput.properties.description],
  ['notes', UpdateInput.properties.narrative]
]

/** What is wrong with a recommendation's reference; undefined: nothing. */
export function misfitOfReference (given: string): string | undefined {
  return misfitOf(reference, given)
}
