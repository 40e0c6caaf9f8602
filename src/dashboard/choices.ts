import { isCurrent } from '../domain/agency.ts'
import type { LocalDate } from '../domain/local-date.ts'
import { listAllAgencies } from '../features/agencies/queries.ts'
import type { AgencyRow } from '../features/agencies/queries.ts'
import type { Queryable } from '../platform/database/database.ts'

export interface Choice { readonly value: string, readonly text: string }

/** Values that have words, to be chosen from. */
export function choicesOf (words: Readonly<Record<string, string>>, except: readonly string[] = []): Choice[] {
  return Object.entries(words).filter(([value]) => !except.includes(value)).map(([value, text]) => ({ value, text }))
}

/** The agencies that can be given work today, by name. */
export async function currentAgencies (db: Queryable, partnershipId: string, today: LocalDate): Promise<AgencyRow[]> {
  const agencies = await listAllAgencies(db, partnershipId)
  return agencies.filter((agency) => isCurrent(agency, today)).toSorted((one, other) => one.name.localeCompare(other.name, 'en'))
}

export function agencyChoices (agencies: readonly AgencyRow[]): Choice[] {
  return agencies.map(({ id, name }) => ({ value: id, text: name }))
}

/** A list that is chosen from at a select begins with nothing. */
export function withNone (choices: readonly Choice[], text: string): Choice[] {
  return [{ value: '', text }, ...choices]
}

export function namesOf (agencies: readonly AgencyRow[]): Readonly<Record<string, string>> {
  return Object.fromEntries(agencies.map(({ id, name }) => [id, name]))
}
