import { erasedParticulars } from '../../domain/person.ts'
import type { ErasureBasis } from '../../domain/person.ts'
import { Refusal } from '../../domain/refusal.ts'
import { forgetJobsAbout } from '../../platform/jobs/enqueue.ts'
import { record } from '../events/record.ts'
import { endSessionsOf } from '../sessions/commands.ts'
import { unbindIdentityOf } from '../sessions/identity-commands.ts'
import type { Work } from '../work.ts'
import { lastCoordinator, lockForChange, refuseErased } from './commands.ts'
import { findHoldOn, forgetTraces } from './erasure-queries.ts'
import { revokeKeysOf } from './key-commands.ts'
import { savePerson } from './queries.ts'
import type { Erasure } from './schemas.ts'

/**
 * Erases who a person is, and keeps what they did: the id stays, so that nobody's
 * work comes to be judged by themselves, and no event has to change, for events
 * never held a name (docs/decisions/0035).
 */
export async function erasePerson (work: Work, id: string, basis: ErasureBasis): Promise<Erasure> {
  const { person: before, isLastCoordinator } = await lockForChange(work, id, { active: false })
  await work.permit()
  work.expect(before.version)
  refuseErased(before)
  if (isLastCoordinator) throw lastCoordinator()
  await refuseHeld(work, id)
  await savePerson(work.tx, before, { ...erasedParticulars(id), active: false, erasedAt: work.now, version: before.version + 1, updatedAt: work.now })
  await revokeKeysOf(work, id)
  await unbindIdentityOf(work, id)
  await endSessionsOf(work, id)
  forgetTraces(work.tx, before, work.now)
  forgetJobsAbout(work.tx, id)
  record(work, 'person.erased', { type: 'person', id }, { after: { basis } })
  return { personId: id, basis, erasedAt: work.now }
}

async function refuseHeld ({ tx, by }: Work, id: string): Promise<void> {
  const hold = await findHoldOn(tx, by.partnershipId, id)
  if (hold === undefined) return
  throw new Refusal('legal-hold', hold.review === null ? 'The partnership is under a legal hold.' : `${hold.review} is under a legal hold, and this person has a part in it.`)
}
