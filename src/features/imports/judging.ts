import { hash } from 'node:crypto'
import type { RowVerdict } from '../../domain/import.ts'
import { isExample, readPlanRow } from '../../domain/plan-row.ts'
import type { PlanRow } from '../../domain/plan-row.ts'
import type { ShownAction } from '../actions/queries.ts'
import type { Work } from '../work.ts'
import { agencyNamed, actionKey, meet } from './plan-context.ts'
import type { PlanContext } from './plan-context.ts'
import { noChanges } from './plan-changes.ts'
import type { PlanChanges } from './plan-changes.ts'
import type { JudgedRow, StagedRow } from './queries.ts'
import { judgeAction } from './row-action.ts'
import { judgeRecommendations } from './row-recommendation.ts'
import { RowRemarks } from './row-remarks.ts'
import { judgeReview } from './row-review.ts'

export interface JudgedPage { readonly rows: JudgedRow[], readonly changes: PlanChanges }

/** Rows that have been read, with the actions that they are; what they name is held. */
export interface MetPage {
  readonly staged: readonly StagedRow[]
  readonly read: ReadonlyArray<ReturnType<typeof readPlanRow>>
  readonly known: ReadonlyMap<string, ShownAction>
}

/** Reads some rows, and finds and holds what they name until the transaction ends. */
export async function meetRows (work: Work, context: PlanContext, staged: readonly StagedRow[]): Promise<MetPage> {
  const read = staged.map(({ cells }) => isExample(cells) ? nothingRead : readPlanRow(cells))
  return { staged, read, known: await meet(work, context, read.flatMap(({ row }) => row ?? [])) }
}

/** Judges rows by the rules of the API, and works out what they would change. It waits for nothing. */
export function judgeRows (work: Work, context: PlanContext, { staged, read, known }: MetPage): JudgedPage {
  const changes = noChanges()
  const rows = staged.map((each, place): JudgedRow => {
    const { row, faults } = read[place] ?? nothingRead
    if (isExample(each.cells)) return skipped(each)
    const remarks = new RowRemarks(each.cells)
    remarks.faults.push(...faults)
    remarks.refuseOutOfBounds()
    remarks.screenPersonalData(context.isScreenOverridden)
    context.suspicions.push(...remarks.suspicions.map(({ column, kinds }) => ({ pointer: `/rows/${each.row}/${column}`, kinds })))
    refuseStray(each, remarks)
    const judged = row === undefined ? undefined : judgeRow(work, context, changes, known, row, each, remarks)
    const verdict = remarks.faults.length > 0 ? 'refused' : judged?.verdict ?? 'refused'
    const isNeverMade = verdict === 'refused' && judged?.verdict === 'added' // the action was given an id as it was judged
    return { row: each.row, verdict, faults: remarks.faults, notes: remarks.notes, actionId: isNeverMade ? null : judged?.actionId ?? null }
  })
  return { rows, changes }
}

const nothingRead = { row: undefined, faults: [] }

function skipped ({ row }: StagedRow): JudgedRow {
  return { row, verdict: 'skipped', faults: [], notes: [{ column: 'externalReference', value: 'EXAMPLE', detail: 'is the template’s example' }], actionId: null }
}

interface Judged { readonly verdict: RowVerdict, readonly actionId: string | null }

function judgeRow (work: Work, context: PlanContext, changes: PlanChanges, known: ReadonlyMap<string, ShownAction>, row: PlanRow, staged: StagedRow, remarks: RowRemarks): Judged | undefined {
  const review = judgeReview(work, context, changes, row, staged.row, remarks)
  const recommendations = review === undefined ? undefined : judgeRecommendations(work, context, changes, review, row, staged.row, remarks)
  const { action } = row
  if (action === undefined) return { verdict: recommendations?.verdict ?? 'unchanged', actionId: null }
  const owner = agencyNamed(context, action.ownerAgency)
  if (typeof owner === 'string') {
    remarks.fault('ownerAgency', owner)
    return undefined
  }
  const key = actionKey(owner.id, action.externalReference)
  const before = context.actions.get(key)
  const cells = hash('sha256', JSON.stringify(staged.cells), 'base64url')
  if (before === undefined) context.actions.set(key, { inRow: staged.row, cells })
  else if (before.cells === cells) return repeated(remarks, before.inRow)
  else remarks.fault('externalReference', `is that of row ${before.inRow} too, which says something else: give each action a number of its own`)
  if (review === undefined || recommendations === undefined) return undefined
  return judgeAction(work, context, changes, { action, owner, review, recommendations: recommendations.all, before: known.get(key), id: staged.actionId }, remarks)
}

function repeated (remarks: RowRemarks, inRow: number): Judged {
  remarks.note('externalReference', `is row ${inRow} once more`)
  return { verdict: 'repeated', actionId: null }
}

/** A cell under no heading would otherwise be lost without a word. */
function refuseStray ({ cells }: StagedRow, remarks: RowRemarks): void {
  const stray = (cells as Readonly<Record<string, string | undefined>>)[strayCells]
  if (stray !== undefined) remarks.fault(null, `holds something in column ${stray}, which has no heading`)
}

/** Under this name a staged row keeps the places of cells that stand under no heading. */
export const strayCells = ''
