import { sql } from '../../platform/database/drizzle.ts'
import type { Caller } from '../../domain/permission.ts'
import type { Transaction } from '../../platform/database/transaction.ts'
import { fromActionsOf, shownActions } from './queries.ts'
import type { ShownAction } from './queries.ts'
import { actions } from './tables.ts'
import { actionIsVisible } from './visibility.ts'

/** The key under which an agency's own system knows an action. */
export interface NaturalKey { readonly ownerAgencyId: string, readonly externalReference: string }

/**
 * Holds the natural key, whether or not an action has it yet, and the action that
 * has it: of two who push the same at once, the second finds what the first made.
 */
export async function lockNaturalKey (tx: Transaction, caller: Caller, key: NaturalKey): Promise<ShownAction | undefined> {
  const name = ['action', caller.partnershipId, key.ownerAgencyId, key.externalReference].join(' ')
  const [, [found]] = await Promise.all([
    tx.rows(sql`select pg_advisory_xact_lock(hashtextextended(${name}, 0))`),
    tx.rows<ShownAction>(sql`${shownActions} ${fromActionsOf(caller.partnershipId)}
      where ${actions.partnershipId} = ${caller.partnershipId} and ${actions.ownerAgencyId} = ${key.ownerAgencyId} and ${actions.externalReference} = ${key.externalReference}
        and ${actionIsVisible(caller)} for no key update of ${actions}`)
  ])
  return found
}

/**
 * The actions with these ids or natural keys that the caller may see, held in the order of their ids, so that two who
 * push the same wait and do not lock up. Each key is looked up as the first that is not before it in the order of the
 * keys: only their own index has that order, so that PostgreSQL cannot pass over all actions of an owner instead, as it
 * does for an equality when an import has just added thousands that it has not counted yet.
 */
export async function lockActionsNamed (tx: Transaction, caller: Caller, ids: readonly string[], keys: readonly NaturalKey[]): Promise<ShownAction[]> {
  return await tx.rows<ShownAction>(sql`${shownActions} ${fromActionsOf(caller.partnershipId)}
    where ${actions.partnershipId} = ${caller.partnershipId} and ${actionIsVisible(caller)}
      and ${actions.id} = any(array(select unnest(${sql.param(ids)}::uuid[]) union
        select named.id
          from unnest(${sql.param(keys.map(({ ownerAgencyId }) => ownerAgencyId))}::uuid[], ${sql.param(keys.map(({ externalReference }) => externalReference))}::text[]) as key (owner, reference)
            cross join lateral (select id, owner_agency_id, external_reference from ${actions} as candidate
              where candidate.partnership_id = ${caller.partnershipId} and (candidate.owner_agency_id, candidate.external_reference) >= (key.owner, key.reference)
              order by candidate.owner_agency_id, candidate.external_reference limit 1) as named
          where named.owner_agency_id = key.owner and named.external_reference = key.reference))
    order by ${actions.id} for no key update of ${actions}`)
}
