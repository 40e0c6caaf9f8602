import { hash } from 'node:crypto'
import { isExample, readPlanRow } from '../../domain/plan-row.ts'
import type { PlanRow, PlanRowAction, ReadRow } from '../../domain/plan-row.ts'
import type { ShownAction } from '../actions/queries.ts'
import type { AgencyRow } from '../agencies/queries.ts'
import type { Work } from '../work.ts'
import { agencyNamed, actionKey, meet } from './plan-context.ts'
import type { PlanContext } from './plan-context.ts'
import { noChanges } from './plan-changes.ts'
import type { PlanChanges } from './plan-changes.ts'
import type { JudgedRow, StagedRow } from './queries.ts'
import { judgeAction } from './row-action.ts'
import type { Judged } from './row-action.ts'
import { judgeRecommendations } from './row-recommendation.ts'
import { RowRemarks } from './row-remarks.ts'
import { judgeReview } from './row-review.ts'

export interface JudgedPage { readonly rows: JudgedRow[], readonly changes: PlanChanges }

/** Rows that have been read, with the actions that they are; what they name is held. */
export interface MetPage {
  readonly staged: readonly StagedRow[]
  /** Undefined: the template’s example. */
  readonly read: ReadonlyArray<ReadRow | undefined>
  readonly known: ReadonlyMap<string, ShownAction>
}

/** Reads some rows, and finds and holds what they name until the transaction ends. */
export async function meetRows (work: Work, context: PlanContext, staged: readonly StagedRow[]): Promise<MetPage> {
  const read = staged.map(({ cells }) => isExample(cells) ? undefined : readPlanRow(cells))
  return { staged, read, known: await meet(work, context, read.flatMap((each) => each?.row ?? [])) }
}

/** Judges rows by the rules of the API, and works out what they would change. It waits for nothing. */
export function judgeRows (work: Work, context: PlanContext, { staged, read, known }: MetPage): JudgedPage {
  const changes = noChanges()
  const rows = staged.map((each, place): JudgedRow => {
    const found = read[place]
    if (found === undefined) return skipped(each)
    const remarks = new RowRemarks(each.cells, found.faults)
    remarks.refuseOutOfBounds()
    remarks.screenPersonalData(context.isScreenOverridden)
    context.suspicions.push(...remarks.suspicions.map(({ column, kinds }) => ({ pointer: `/rows/${each.row}/${column}`, kinds })))
    refuseStray(each, remarks)
    const judged = judgeRow(work, context, changes, known, found.row, each, remarks)
    const verdict = remarks.faults.length > 0 ? 'refused' : judged.verdict
    const isNeverMade = verdict === 'refused' && judged.verdict === 'added' // the action was given an id as it was judged
    return { row: each.row, verdict, faults: remarks.faults, notes: remarks.notes, actionId: isNeverMade ? null : judged.actionId }
  })
  return { rows, changes }
}

function skipped ({ row }: StagedRow): JudgedRow {
  return { row, verdict: 'skipped', faults: [], notes: [{ column: 'externalReference', value: 'EXAMPLE', detail: 'is the template’s example' }], actionId: null }
}

/** Everything in a row is judged, whatever is wrong with the rest of it: whoever corrects a file sees all of its faults at once. */
function judgeRow (work: Work, context: PlanContext, changes: PlanChanges, known: ReadonlyMap<string, ShownAction>, row: PlanRow, staged: StagedRow, remarks: RowRemarks): Judged {
  const review = judgeReview(work, context, changes, row, staged.row, remarks)
  const recommendations = judgeRecommendations(work, context, changes, review, row, staged.row, remarks)
  const { action } = row
  if (action === undefined) return { verdict: recommendations?.verdict ?? 'unchanged', actionId: null }
  const owner = ownerOf(context, action, remarks)
  const key = owner === undefined || action.externalReference === undefined ? undefined : actionKey(owner.id, action.externalReference)
  if (key !== undefined && isRepeated(context, key, staged, remarks)) return { verdict: 'repeated', actionId: null }
  return judgeAction(work, context, changes, { action, owner, review, recommendations: recommendations?.all, before: key === undefined ? undefined : known.get(key), id: staged.actionId }, remarks)
}

function ownerOf (context: PlanContext, { ownerAgency }: PlanRowAction, remarks: RowRemarks): AgencyRow | undefined {
  const owner = ownerAgency === undefined ? undefined : agencyNamed(context, ownerAgency)
  if (typeof owner !== 'string') return owner
  remarks.fault('ownerAgency', owner)
  return undefined
}

/** A row that says exactly what one above says is that one; one that says something else of the same action is a fault. */
function isRepeated ({ actions }: PlanContext, key: string, staged: StagedRow, remarks: RowRemarks): boolean {
  const before = actions.get(key)
  const cells = hash('sha256', JSON.stringify(staged.cells), 'base64url')
  if (before === undefined) actions.set(key, { inRow: staged.row, cells })
  else if (before.cells === cells) remarks.note('externalReference', `is row ${before.inRow} once more`)
  else remarks.fault('externalReference', `is that of row ${before.inRow} too, which says something else: give each action a number of its own`)
  return before?.cells === cells
}

/** A cell under no heading would otherwise be lost without a word. */
function refuseStray ({ cells }: StagedRow, remarks: RowRemarks): void {
  const stray = (cells as Readonly<Record<string, string | undefined>>)[strayCells]
  if (stray !== undefined) remarks.fault(null, `holds something in column ${stray}, which has no heading`)
}

/** Under this name a staged row keeps the places of cells that stand under no heading. */
export const strayCells = ''
