import { addDays } from '../../src/domain/local-date.ts'
import { planColumns } from '../../src/domain/plan-column.ts'
import type { PlanColumnKey } from '../../src/domain/plan-column.ts'

const recommendationsOfAReview = 20
const actionsOfARecommendation = 25
const owners = ['csc', 'housing', 'midwifery', 'police', 'icb']

const columns = [
  'externalReference', 'reviewReference', 'reviewTitle', 'reviewKind', 'recommendationReference', 'recommendationText', 'recommendationResponse', 'actionTitle', 'description',
  'ownerAgency', 'supportingAgencies', 'priority', 'dueOn', 'status', 'startedOn', 'completedOn', 'percentComplete', 'themes', 'notes'
] as const satisfies readonly PlanColumnKey[]

/** A plan of so many actions; 50,000 of them, of a hundred reviews, are some 9 MiB, hardly less than a file may be. */
export function largePlan (name: string, rows: number): string {
  const titles = columns.map((column) => planColumns.find(({ key }) => key === column)?.title ?? column)
  const lines = Array.from({ length: rows }, (_none, place) => { const row = rowOf(name, place); return columns.map((column) => quoted(row[column] ?? '')).join(',') })
  return [titles.join(','), ...lines].join('\r\n')
}

/** What is said of a review and of a recommendation stands in its first row. */
function rowOf (name: string, place: number): Partial<Record<PlanColumnKey, string>> {
  const recommendation = Math.floor(place / actionsOfARecommendation)
  const review = Math.floor(recommendation / recommendationsOfAReview)
  return {
    externalReference: `${name}-${place}`,
    reviewReference: `${name}-${review}`,
    ...place % (actionsOfARecommendation * recommendationsOfAReview) === 0 ? { reviewTitle: `Review ${review} of the plan that was kept in a spreadsheet`, reviewKind: 'rapid_review' } : {},
    recommendationReference: `R${recommendation % recommendationsOfAReview + 1}`,
    ...place % actionsOfARecommendation === 0 ? { recommendationText: `Number ${recommendation}: that agencies agree who leads, publish how it is done, and look whether it is done that way.`, recommendationResponse: 'Accepted' } : {},
    actionTitle: `Action ${place} of ${name}: agree the threshold with partners, publish it`,
    ...place % 4 === 0 ? { description: 'Managers go through what was escalated each month and write down what they decided; a dip sample shows each quarter whether practice has followed.' } : {},
    ownerAgency: owners[place % owners.length] ?? '',
    ...place % 3 === 0 ? { supportingAgencies: 'public-health; legal' } : {},
    priority: ['High', 'Medium', 'Low'][place % 3] ?? '',
    dueOn: addDays('2026-06-01', place % 400),
    ...place % 4 === 0 ? { status: 'In progress', startedOn: '01/09/2025', percentComplete: `${place % 90}%` } : place % 10 === 1 ? { status: 'Completed', completedOn: '12/01/2026' } : {},
    ...place % 2 === 0 ? { themes: 'thresholds; sharing' } : {},
    ...place % 5 === 0 ? { notes: 'Terms of reference were agreed in January.' } : {}
  }
}

function quoted (cell: string): string {
  return /[",;]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell
}
