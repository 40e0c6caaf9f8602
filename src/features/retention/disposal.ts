import { Refusal } from '../../domain/refusal.ts'
import { digestOf } from '../events/verifying.ts'
import { record } from '../events/record.ts'
import { erasePerson } from '../people/erasure.ts'
import type { Work } from '../work.ts'
import { buryContent, deleteHoldings, deletePack, isAllSealed, lockHoldings } from './disposal-queries.ts'
import type { Due } from './due.ts'

/** The evidence whose files are to be taken out of the store, once the disposal stands. */
export type Disposed = readonly string[]

/** Disposes of what is due, all of it or nothing; to be done as the owner of the tables, for the service's own role can take nothing away. */
export async function disposeOf (work: Work, due: readonly Due[]): Promise<Disposed> {
  const files: string[] = []
  for (const each of due) {
    if (each.kind === 'review') files.push(...await disposeOfReview(work, each))
    else if (each.kind === 'person') await erasePerson(work, each.id, 'no_longer_needed')
    else await disposeOfPack(work, each)
  }
  return files
}

/**
 * Takes a review away with all that belongs to it and to no other. What is left is
 * its tombstone: an event that says what went, when and on whose word, and that
 * vouches for the digests by which the chain goes on following from itself.
 */
async function disposeOfReview (work: Work, { id, name, endedOn, keptUntil }: Due): Promise<Disposed> {
  const { tx, by: { partnershipId } } = work
  const held = await lockHoldings(tx, partnershipId, id)
  const subjects = [id, ...held.recommendations, ...held.actions, ...held.evidence, ...held.measures, ...held.others]
  if (!await isAllSealed(tx, partnershipId, subjects)) throw new Refusal('rule-broken', `Events of ${name} are not sealed yet; try again in a moment.`)
  await deleteHoldings(tx, partnershipId, held)
  const { count, tombstones } = await buryContent(tx, partnershipId, id, subjects)
  record(work, 'review.disposed', { type: 'review', id }, {
    after: {
      reference: name, endedOn, keptUntil, recommendations: held.recommendations.length, actions: held.actions.length, measures: held.measures.length,
      evidence: held.evidence.length, fileIds: held.files, events: count, digest: digestOf(tombstones).toString('hex')
    }
  })
  return held.files
}

async function disposeOfPack (work: Work, { id, endedOn, keptUntil }: Due): Promise<void> {
  await deletePack(work.tx, work.by.partnershipId, id)
  record(work, 'board_pack.disposed', { type: 'board_pack', id }, { after: { frozenOn: endedOn, keptUntil } })
}
