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

/** The agencies that can be given work today. */
export async function currentAgencies (db: Queryable, partnershipId: string, today: LocalDate): Promise<AgencyRow[]> {
  const agencies = await listAllAgencies(db, partnershipId)
  return agencies.filter((agency) => isCurrent(agency, today))
}

/** Of all agencies those to choose from: who can be given work today, and who has it, so that nobody loses it by a change of something else. */
export function agencyChoices (agencies: readonly AgencyRow[], today: LocalDate, having: ReadonlyArray<string | null> = []): Choice[] {
  return namedChoices(agencies.filter((agency) => having.includes(agency.id) || isCurrent(agency, today)))
}

/** Whatever has an id and a name, by its name. */
export function namedChoices (named: ReadonlyArray<{ readonly id: string, readonly name: string }>): Choice[] {
  return inOrder(named.map(({ id, name }) => ({ value: id, text: name })))
}

/** In the order of a dictionary. */
export function inOrder (choices: readonly Choice[]): Choice[] {
  return choices.toSorted((one, other) => one.text.localeCompare(other.text, 'en-GB'))
}

/** What a filter offers: anything, or one of these; with what is chosen now. */
export function filterChoices (choices: readonly Choice[], any: string, chosen: readonly string[] = []): Array<Choice & { readonly selected: boolean }> {
  return withNone(choices, any).map((choice) => ({ ...choice, selected: chosen.includes(choice.value) }))
}

/** A list that is chosen from at a select begins with nothing. */
export function withNone (choices: readonly Choice[], text: string): Choice[] {
  return [{ value: '', text }, ...choices]
}

/** What was offered, by its value. */
export function namesIn (choices: readonly Choice[]): Readonly<Record<string, string>> {
  return Object.fromEntries(choices.map(({ value, text }) => [value, text]))
}

export function namesOf (agencies: readonly AgencyRow[]): Readonly<Record<string, string>> {
  return Object.fromEntries(agencies.map(({ id, name }) => [id, name]))
}
