import { confidences, deliveryStatuses, impacts, priorities } from '../../src/domain/action.ts'
import { addDays } from '../../src/domain/local-date.ts'
import { actionRecommendations, actions } from '../../src/features/actions/tables.ts'
import type { Database } from '../../src/platform/database/database.ts'
import { insertInto } from '../../src/platform/database/sql.ts'
import { newId } from '../../src/platform/ids.ts'
import type { Cast } from './app.ts'
import { plantRecommendation } from './plan.ts'
import { range } from './scratch-database.ts'

const rowsAtOnce = 500
const titles = ['Name a lead', '=cmd|calc', 'Agree “thresholds”; publish them', '-5 weeks, then review', 'Two\r\nlines', '  spaces  ', 'a,b', "O'Hara", '+44', '@all']
const instant = (seconds: number) => new Date(Date.UTC(2025, 0, 1) + seconds * 1000 + seconds % 1000).toISOString()

/** A plan of so many actions in every state, made of the same parts in ever other mixtures. Written as it is, with no events. */
export async function plantLargePlan (db: Database, cast: Cast, size: number): Promise<void> {
  const recommendations = await Promise.all(range(12).map(async (number) => await plantRecommendation(db, cast, { reference: `R${number}`, leadAgencyId: number % 3 === 0 ? null : cast.agencies.housing })))
  for (let from = 0; from < size; from += rowsAtOnce) {
    const rows = range(Math.min(rowsAtOnce, size - from)).map((place) => actionOf(cast, recommendations.map(({ id }) => id), from + place))
    await db.rows(insertInto(actions, rows))
    await db.rows(insertInto(actionRecommendations, rows.flatMap(({ id, recommendationIds }) => recommendationIds.map((recommendationId) => ({ partnershipId: cast.partnershipId, actionId: id, recommendationId })))))
  }
}

function actionOf ({ partnershipId, agencies: { csc, housing, police }, people: { contributor } }: Cast, recommendationIds: readonly string[], number: number) {
  const status = of(deliveryStatuses, number)
  const dueOn = addDays('2026-01-01', number % 211)
  return {
    partnershipId,
    id: newId(),
    reference: `PLAN/A${number}`,
    title: of(titles, number),
    themes: range(number % 3).map((theme) => `theme ${theme}`),
    priority: of(priorities, number),
    ownerAgencyId: of([csc, housing, police], number),
    supportingAgencyIds: number % 5 === 0 ? [csc, police] : [],
    recommendationIds: number % 4 === 0 ? [of(recommendationIds, number), of(recommendationIds, number + 5)] : [of(recommendationIds, number)],
    status,
    confidence: of(confidences, number >> 2),
    impact: of(impacts, number >> 1),
    dueOn,
    originalDueOn: addDays(dueOn, -(number % 29)),
    extensionCount: number % 4,
    percentComplete: number % 101,
    evidenceSubmitted: number % 3,
    evidenceAccepted: number % 2,
    milestonesTotal: number % 4,
    externalReference: number % 7 === 0 ? `-${number}` : null,
    ...ending(status, contributor, csc),
    createdAt: instant(number),
    updatedAt: instant(number * 7)
  }
}

function ending (status: typeof deliveryStatuses[number], personId: string, agencyId: string) {
  switch (status) {
    case 'completed': return { completedOn: '2026-02-20', closureReason: 'delivered', assurance: 'before_this_service' } as const
    case 'closed_not_delivered': return { closedOn: '2026-02-20', closureReason: 'not_progressed' } as const
    case 'paused': return { resumeOn: '2026-06-01' }
    case 'awaiting_sign_off': return { submittedOn: '2026-02-10', submittedById: personId, submittedByAgencyId: agencyId, ownerAgencyIdWhenSubmitted: agencyId }
    default: return {}
  }
}

function of<Value> (values: readonly Value[], number: number): Value {
  return values[number % values.length] as Value // there is one at every remainder
}
