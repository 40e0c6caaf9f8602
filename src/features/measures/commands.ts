import { difference } from '../../domain/event.ts'
import { fieldRefusal } from '../../domain/field-refusal.ts'
import { newId } from '../../platform/ids.ts'
import { record } from '../events/record.ts'
import type { Work } from '../work.ts'
import { findMeasure, findNamedByMeasure, holdMeasure, insertMeasure, saveMeasure } from './queries.ts'
import type { MeasureRow, ShownMeasure } from './queries.ts'
import type { MeasureInput, MeasurePatch } from './schemas.ts'

/** Defines what will show whether a recommendation makes a difference. */
export async function createMeasure (work: Work, input: MeasureInput): Promise<ShownMeasure> {
  await work.permit()
  const given = { ...nothingSaid, ...input }
  const named = await refuseUnlessNamed(work, given)
  const row: MeasureRow = { ...given, ...named.ids, partnershipId: work.by.partnershipId, id: newId(), version: 1, createdAt: work.now, updatedAt: work.now }
  insertMeasure(work.tx, row)
  record(work, 'measure.created', { type: 'measure', id: row.id }, { after: told(row) })
  return { ...row, leadAgencyId: named.leadAgencyId, observationCount: 0, recent: [] }
}

/** Changes what is said of a measure; what its observations were counted by stays as it was. */
export async function updateMeasure (work: Work, id: string, patch: MeasurePatch): Promise<ShownMeasure> {
  const [, before] = await Promise.all([holdMeasure(work.tx, work.by, id), findMeasure(work.tx, work.by, id)])
  await work.permit()
  work.expect(before.version)
  refuseAnotherSeries(before, patch)
  const wanted: ShownMeasure = { ...before, ...patch, version: before.version + 1, updatedAt: work.now }
  const after = patch.ownerAgencyId == null ? wanted : { ...wanted, ...(await refuseUnlessNamed(work, wanted)).ids }
  const { name, description, unit, direction, frequency, numerator, denominator, baseline, target, source, ownerAgencyId, version, updatedAt } = after
  saveMeasure(work.tx, before, { name, description, unit, direction, frequency, numerator, denominator, baseline, target, source, ownerAgencyId, version, updatedAt })
  record(work, 'measure.updated', { type: 'measure', id }, difference(told(before), told(after)))
  return after
}

const nothingSaid = { description: null, numerator: null, denominator: null, baseline: null, target: null, source: null, ownerAgencyId: null }

interface Naming { readonly recommendationId: string, readonly ownerAgencyId: string | null }

/** The ids as they are stored, once each is known to name something of the partnership. */
async function refuseUnlessNamed (work: Work, { recommendationId, ownerAgencyId }: Naming): Promise<{ ids: Naming, leadAgencyId: string | null }> {
  const found = await findNamedByMeasure(work.tx, work.by, recommendationId, ownerAgencyId)
  if (found?.recommendationId == null) throw fieldRefusal('unknown-reference', 'recommendationId', 'recommendationId names no recommendation of this partnership.')
  if (ownerAgencyId !== null && found.ownerAgencyId === null) throw fieldRefusal('unknown-reference', 'ownerAgencyId', 'ownerAgencyId names no agency of this partnership.')
  return { ids: { recommendationId: found.recommendationId, ownerAgencyId: found.ownerAgencyId }, leadAgencyId: found.leadAgencyId }
}

/** Observations were made in these; counted by others they would be another series. */
function refuseAnotherSeries (before: ShownMeasure, patch: MeasurePatch): void {
  if (before.observationCount === 0) return
  for (const field of ['frequency', 'unit'] as const) {
    const wanted = patch[field]
    if (wanted === undefined || wanted === before[field]) continue
    throw fieldRefusal('series-begun', field, `The measure has ${before.observationCount} observations with the ${field} ${before[field]}; add another measure for ${wanted}.`)
  }
}

/** The facts of a measure; its description and source are narratives: they are not told. */
function told ({ recommendationId, name, unit, direction, frequency, baseline, target, ownerAgencyId }: MeasureRow) {
  return { recommendationId, name, unit, direction, frequency, baseline, target, ownerAgencyId }
}
