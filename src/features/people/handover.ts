import { sql } from '../../platform/database/drizzle.ts'
import { openStatuses } from '../../domain/action.ts'
import { fieldRefusal } from '../../domain/field-refusal.ts'
import { Refusal } from '../../domain/refusal.ts'
import { bareName, pick, updateSet } from '../../platform/database/sql.ts'
import { actions } from '../actions/tables.ts'
import { record } from '../events/record.ts'
import type { Work } from '../work.ts'
import { lockTwo } from './queries.ts'
import type { PersonRow } from './queries.ts'
import type { Handover } from './schemas.ts'

type Moved = Handover['actions'][number]
type Held = Moved & { readonly version: number }

/** Gives the open work of someone who leaves to someone who stays, and lists it. */
export async function handOverWork (work: Work, fromPersonId: string, toPersonId: string): Promise<Handover> {
  const [leaver, taker] = await lockTwo(work.tx, work.by.partnershipId, fromPersonId, toPersonId)
  if (leaver === undefined) throw new Refusal('not-found', 'There is no such person.')
  await work.permit()
  work.expect(leaver.version)
  refuseUnlessCanTake(leaver, taker)
  const moved = await moveOpenActions(work, fromPersonId, toPersonId)
  for (const { id, version } of moved) record(work, 'action.updated', { type: 'action', id }, { before: { leadPersonId: fromPersonId, version: version - 1 }, after: { leadPersonId: toPersonId, version } })
  record(work, 'person.work_handed_over', { type: 'person', id: fromPersonId }, { after: { toPersonId, actionIds: moved.map(({ id }) => id) } })
  return { fromPersonId, toPersonId, actions: moved.map(({ id, reference, title }) => ({ id, reference, title })) }
}

function refuseUnlessCanTake (leaver: PersonRow, taker: PersonRow | undefined): void {
  if (taker === undefined) throw fieldRefusal('unknown-reference', 'toPersonId', 'This names no person of the partnership.')
  if (taker.id === leaver.id) throw fieldRefusal('rule-broken', 'toPersonId', 'Work is handed over to another person.')
  if (!taker.active) throw fieldRefusal('rule-broken', 'toPersonId', 'Who takes over must be active.')
}

/** In one statement, however many there are. */
async function moveOpenActions (work: Work, fromPersonId: string, toPersonId: string): Promise<Held[]> {
  const moved = await work.tx.rows<Held>(sql`
    ${updateSet(actions, { leadPersonId: toPersonId, updatedAt: work.now })}, ${bareName(actions.version)} = ${actions.version} + 1
    where ${actions.partnershipId} = ${work.by.partnershipId} and ${actions.leadPersonId} = ${fromPersonId}
      and ${actions.status} = any(${sql.param(openStatuses)}::text[])
    returning ${pick(actions, 'id', 'reference', 'title', 'version')}`)
  return moved.toSorted((a, b) => a.reference < b.reference ? -1 : 1)
}
