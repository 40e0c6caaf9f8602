import { randomUUID } from 'node:crypto'
import type { Identity } from '../../platform/openid/provider.ts'
import { newId } from '../../platform/ids.ts'
import type { Services } from '../../services.ts'
import { record } from '../events/record.ts'
import { actAs } from '../work.ts'
import type { Work } from '../work.ts'
import { callerOf, mayComeIn } from './commands.ts'
import { deleteIdentity, findInvited, findPeopleOf, insertIdentity } from './identity-queries.ts'
import type { KnownPerson } from './identity-queries.ts'

/**
 * As whom somebody may come in: the people that their identity is bound to.
 * Whoever was invited by an address that the provider may speak for, and has
 * never come in, is bound at their first sign-in, and from then on known by
 * issuer and subject alone: another subject with the same address is nobody.
 */
export async function peopleFor (services: Services, { issuer, subject, email }: Identity, requestId: string = randomUUID()): Promise<KnownPerson[]> {
  const { database, clock } = services
  if (email !== undefined) {
    for (const person of await findInvited(database, email)) {
      if (mayComeIn(person, clock.now())) await actAs(services, { by: callerOf(person), timeZone: person.timeZone, requestId }, async (work) => { await bind(work, issuer, subject) })
    }
  }
  return (await findPeopleOf(database, issuer, subject)).filter((person) => mayComeIn(person, clock.now()))
}

async function bind (work: Work, issuer: string, subject: string): Promise<void> {
  const id = newId()
  const { by: { partnershipId, id: personId } } = work
  const isBound = await insertIdentity(work.tx, { partnershipId, id, personId, issuer, subject, boundAt: work.now })
  if (isBound) record(work, 'identity.bound', { type: 'identity', id }, { after: { personId, issuer } })
}

/** The person is somebody else now, or may be: who comes next is matched anew. */
export async function unbindIdentityOf (work: Work, personId: string): Promise<void> {
  for (const id of await deleteIdentity(work.tx, work.by.partnershipId, personId)) record(work, 'identity.unbound', { type: 'identity', id }, { after: { personId } })
}
