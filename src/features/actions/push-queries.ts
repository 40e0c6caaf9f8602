import type { SQL } from 'drizzle-orm'
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
 * push the same wait and do not lock up. Each is looked up as the first between itself and itself, by its key and then by
 * its id: only the index of just these has that order. For an equality PostgreSQL may take any index that has the column
 * somewhere, and goes through all of a partnership for each, as long as it has not counted what an import has just added.
 */
export async function lockActionsNamed (tx: Transaction, caller: Caller, ids: readonly string[], keys: readonly NaturalKey[]): Promise<ShownAction[]> {
  const { partnershipId } = caller
  return await tx.rows<ShownAction>(sql`with wanted as materialized (select unnest(${sql.param(ids)}::uuid[]) as id union ${idsOf(partnershipId, keys)} order by id),
    ${actions} as materialized (select held.* from wanted cross join lateral (select * from ${actions} as candidate
      where candidate.partnership_id = ${partnershipId} and candidate.id between wanted.id and wanted.id order by candidate.id limit 1 for no key update) as held)
    ${shownActions} ${fromActionsOf(partnershipId)}
    where ${actions.partnershipId} = ${partnershipId} and ${actionIsVisible(caller)} order by ${actions.id}`)
}

function idsOf (partnershipId: string, keys: readonly NaturalKey[]): SQL {
  return sql`select named.id
    from unnest(${sql.param(keys.map(({ ownerAgencyId }) => ownerAgencyId))}::uuid[], ${sql.param(keys.map(({ externalReference }) => externalReference))}::text[]) as key (owner, reference)
      cross join lateral (select id from ${actions} as candidate
        where candidate.partnership_id = ${partnershipId} and (candidate.owner_agency_id, candidate.external_reference) between (key.owner, key.reference) and (key.owner, key.reference)
        order by candidate.owner_agency_id, candidate.external_reference limit 1) as named`
}
