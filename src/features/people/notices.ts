import { changesThatEndKeys } from '../../domain/person.ts'
import { newId } from '../../platform/ids.ts'
import { enqueue } from '../../platform/jobs/enqueue.ts'
import type { Payloads } from '../../platform/jobs/task-list.ts'
import { isSystem } from '../system-caller.ts'
import type { Work } from '../work.ts'
import type { PersonRow } from './queries.ts'

/** Whoever takes somebody's account over changes its address first: the old one is told, and the senior leaders of the agencies that it was of and is of. */
export function tellOfChange (work: Work, before: PersonRow, after: PersonRow): void {
  const changed = changesThatEndKeys.filter((field) => before[field] !== after[field])
  tell(work, after.id, changed, { address: before.email, agencyIds: [before.agencyId, after.agencyId] })
}

/** Who may judge and sign off is known to their agency from the beginning. The operator and the example have nobody behind their back. */
export function tellOfReviewer (work: Work, { id, role, email, agencyId }: PersonRow): void {
  if (role === 'reviewer' && !isSystem(work.by)) tell(work, id, [], { address: email, agencyIds: [agencyId] })
}

interface Told { readonly address: string, readonly agencyIds: readonly string[] }

function tell (work: Work, personId: string, changed: Payloads['people.notify']['changed'], { address, agencyIds }: Told): void {
  const { tx, now, by: { partnershipId } } = work
  const recipients = [{ address, agencyId: null }, ...[...new Set(agencyIds)].map((agencyId) => ({ address: null, agencyId }))]
  for (const recipient of recipients) {
    const noticeId = newId()
    enqueue(tx, { task: 'people.notify', payload: { partnershipId, personId, noticeId, changed, at: now, ...recipient }, key: `person-notice:${noticeId}`, runAt: now })
  }
}
