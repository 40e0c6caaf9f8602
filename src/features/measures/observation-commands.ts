import { difference } from '../../domain/event.ts'
import { readingOf } from '../../domain/measure.ts'
import { readPeriod } from '../../domain/period.ts'
import { record } from '../events/record.ts'
import type { Work } from '../work.ts'
import { findObservation, insertObservation, saveObservation } from './observation-queries.ts'
import type { ObservationRow } from './observation-queries.ts'
import type { ObservationInput } from './observation-schemas.ts'
import { findMeasure, holdMeasure } from './queries.ts'

/** Takes what was observed in a period, in place of what was said of it before. */
export async function recordObservation (work: Work, measureId: string, period: string, input: ObservationInput): Promise<ObservationRow> {
  const [, measure, before] = await Promise.all([
    holdMeasure(work.tx, work.by, measureId),
    findMeasure(work.tx, work.by, measureId),
    findObservation(work.tx, work.by, measureId, period)
  ])
  await work.permit({ ownerAgencyId: measure.ownerAgencyId ?? measure.leadAgencyId, supportingAgencyIds: [] })
  work.expect(before?.version ?? 0)
  const { name, startsOn } = readPeriod(period, measure.frequency, work.today)
  const after = { ...identityOf(work, before), measureId: measure.id, period: name, startsOn, ...readingOf(measure.unit, input), note: input.note ?? null }
  if (before === undefined) insertObservation(work.tx, after)
  else saveObservation(work.tx, after)
  record(work, 'measure.observation_recorded', { type: 'measure', id: measure.id }, before === undefined ? { after: told(after) } : replaced(before, after))
  return after
}

/** Whose word it is now, and since when there is one. */
function identityOf ({ by, now }: Work, before: ObservationRow | undefined) {
  return {
    partnershipId: by.partnershipId,
    byPersonId: by.kind === 'person' ? by.id : null,
    byApiKeyId: by.kind === 'service' ? by.keyId : null,
    byAgencyId: by.agencyId,
    version: (before?.version ?? 0) + 1,
    createdAt: before?.createdAt ?? now,
    updatedAt: now
  }
}

/** The period always says which observation it was. */
function replaced (before: ObservationRow, after: ObservationRow) {
  const changes = difference(told(before), told(after))
  return { before: changes.before, after: { period: after.period, ...changes.after } }
}

/** The figures; a note is a narrative. */
function told ({ period, value, numerator, denominator }: ObservationRow) {
  return { period, value, numerator, denominator }
}
