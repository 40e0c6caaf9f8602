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
 * push the same wait and do not lock up. The keys are compared in one pass over what may have them: joined to them, and
 * before PostgreSQL has counted what an import has just added, it went through all actions of an owner for each key.
 */
export async function lockActionsNamed (tx: Transaction, caller: Caller, ids: readonly string[], keys: readonly NaturalKey[]): Promise<ShownAction[]> {
  const owners = [...new Set(keys.map(({ ownerAgencyId }) => ownerAgencyId))]
  const references = keys.map(({ externalReference }) => externalReference)
  const pairs = keys.map(({ ownerAgencyId, externalReference }) => `${ownerAgencyId} ${externalReference}`)
  return await tx.rows<ShownAction>(sql`${shownActions} ${fromActionsOf(caller.partnershipId)}
    where ${actions.partnershipId} = ${caller.partnershipId} and ${actionIsVisible(caller)}
      and ${actions.id} = any(array(select unnest(${sql.param(ids)}::uuid[]) union
        select named.id from ${actions} as named where named.partnership_id = ${caller.partnershipId}
          and named.owner_agency_id = any(${sql.param(owners)}::uuid[]) and named.external_reference = any(${sql.param(references)}::text[])
          and named.owner_agency_id || ' ' || named.external_reference = any(${sql.param(pairs)}::text[])))
    order by ${actions.id} for no key update of ${actions}`)
}
