import { sql } from '../../platform/database/drizzle.ts'
import type { JudgedWork } from '../../domain/separation-of-duties.ts'
import { Refusal } from '../../domain/refusal.ts'
import { violatedConstraint } from '../../platform/database/errors.ts'
import { apiKeys, people } from '../people/tables.ts'
import type { Work } from '../work.ts'

interface Standing { readonly mintedById: string | null, readonly stillJudge: boolean }

/**
 * The work that someone is about to judge, as the separation of duties sees it.
 * Behind a service's key stands the person who made it. And who has moved to
 * another agency or role since their token was read judges nothing any more.
 */
export async function workToJudge<Judged extends JudgedWork> (work: Work, judged: Judged): Promise<Judged> {
  const { by } = work
  const [standing] = await work.tx.rows<Standing>(sql`select
    (select ${apiKeys.createdById} from ${apiKeys} where ${apiKeys.partnershipId} = ${by.partnershipId} and ${apiKeys.id} = ${judged.submittedById}) as "mintedById",
    exists (select from ${people} where ${people.partnershipId} = ${by.partnershipId} and ${people.id} = ${by.id}
      and ${people.agencyId} = ${by.agencyId} and ${people.role} = ${by.role} and ${people.active}) as "stillJudge"`)
  if (standing?.stillJudge !== true) throw new Refusal('forbidden', 'Your agency or role has just changed; sign in again.')
  return { ...judged, submittedById: standing.mintedById ?? judged.submittedById }
}

/** The database has the same rules as second wall; says in words what it refused. */
export async function separatedByTheDatabase (write: Promise<unknown>): Promise<void> {
  try {
    await write
  } catch (error) {
    if (violatedConstraint(error)?.includes('_not_by_the_') !== true) throw error
    throw new Refusal('separation-of-duties', 'You or your agency have a part in this work; someone of another agency has to judge it.')
  }
}
