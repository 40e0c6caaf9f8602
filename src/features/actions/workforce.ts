import { sql } from '../../platform/database/drizzle.ts'
import { isCurrent } from '../../domain/agency.ts'
import { fieldRefusal } from '../../domain/field-refusal.ts'
import { fixed } from '../../platform/database/fixed.ts'
import type { Work } from '../work.ts'
import { agencies } from '../agencies/tables.ts'
import { people } from '../people/tables.ts'

/** Who is to do an action. */
export interface WantedWorkforce {
  readonly ownerAgencyId: string
  readonly supportingAgencyIds: readonly string[]
  readonly leadPersonId: string | null
}

/** What is known of its owner, and whether a reviewer exists who has no part in it. */
export interface Workforce {
  readonly ownerAgencyCode: string
  readonly ownerAgencyName: string
  readonly ownerValidFrom: string | null
  readonly ownerValidTo: string | null
  readonly someoneMaySignOff: boolean
}

interface Found extends Workforce { readonly supportingFound: string[], readonly leadIsActive: boolean }

/** Finds the agencies and the person named, in one question; tells which of them is not there. */
export async function findWorkforce (work: Work, wanted: WantedWorkforce): Promise<Workforce> {
  const { partnershipId } = work.by
  const { ownerAgencyId, supportingAgencyIds, leadPersonId } = wanted
  const [found] = await work.tx.rows<Found>(workforceOf(partnershipId, ownerAgencyId, supportingAgencyIds, leadPersonId))
  if (found === undefined) throw fieldRefusal('unknown-reference', 'ownerAgencyId', 'ownerAgencyId names no agency of this partnership.')
  const missing = supportingAgencyIds.filter((id) => !found.supportingFound.includes(id))
  if (missing.length > 0) throw fieldRefusal('unknown-reference', 'supportingAgencyIds', `No agency of this partnership: ${missing.join(', ')}.`)
  if (leadPersonId !== null && !found.leadIsActive) throw fieldRefusal('unknown-reference', 'leadPersonId', 'leadPersonId names no active person of this partnership.')
  return found
}

const workforceOf = fixed((partnershipId: string, ownerAgencyId: string, supportingAgencyIds: readonly string[], leadPersonId: string | null) => sql`
    select ${agencies.code} as "ownerAgencyCode", ${agencies.name} as "ownerAgencyName", ${agencies.validFrom} as "ownerValidFrom", ${agencies.validTo} as "ownerValidTo",
      array(select supporter.id from ${agencies} as supporter where supporter.partnership_id = ${partnershipId} and supporter.id = any(${sql.param(supportingAgencyIds)}::uuid[])) as "supportingFound",
      exists (select from ${people} where ${people.partnershipId} = ${partnershipId} and ${people.id} = ${leadPersonId} and ${people.active}) as "leadIsActive",
      exists (select from ${people} where ${people.partnershipId} = ${partnershipId} and ${people.role} = 'reviewer' and ${people.active} and ${people.agencyId} <> ${ownerAgencyId}) as "someoneMaySignOff"
    from ${agencies} where ${agencies.partnershipId} = ${partnershipId} and ${agencies.id} = ${ownerAgencyId}`)

/** New work goes only to an agency that exists today. */
export function refuseEndedOwner (work: Pick<Work, 'today'>, { ownerAgencyName, ownerValidFrom, ownerValidTo }: Pick<Workforce, 'ownerAgencyName' | 'ownerValidFrom' | 'ownerValidTo'>): void {
  if (isCurrent({ validFrom: ownerValidFrom, validTo: ownerValidTo }, work.today)) return
  throw fieldRefusal('rule-broken', 'ownerAgencyId', `${ownerAgencyName} is not an agency today (${ownerValidFrom ?? '…'} to ${ownerValidTo ?? '…'}); name the one that is, such as its successor.`)
}
