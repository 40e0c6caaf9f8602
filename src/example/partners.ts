import { createAgency } from '../features/agencies/commands.ts'
import { createPerson } from '../features/people/commands.ts'
import type { PersonRow } from '../features/people/queries.ts'
import { agencyOfThen, businessUnitInPlaybooks, exampleAgencies } from './agencies.ts'
import type { History, PlanDay } from './history.ts'
import { exampleDeputies, examplePeople } from './people.ts'
import type { ExamplePerson } from './people.ts'

/** Where the partnership stands before the example comes: its business unit and its first coordinator. */
export interface Founded {
  readonly businessUnit: { readonly id: string }
  readonly coordinator: PersonRow
}

/** Who works on the plan, by the words that the story has for them. */
export interface Partners {
  readonly coordinator: PersonRow
  /** The id of the agency with this code. */
  agency: (code: string) => string
  /** The code of the agency that the playbooks mean by this name. */
  named: (name: string) => string
  leadOf: (code: string) => PersonRow
}

const broughtInOn: PlanDay = -21
// The last day of the drug service's former name.
const renamedOn: PlanDay = -60

/** Brings in the agencies of the case and their made-up people. */
export async function bringInPartners (history: History, { businessUnit, coordinator }: Founded): Promise<Partners> {
  const agencies = await bringInAgencies(history, businessUnit.id)
  const leads = new Map([['business-unit', coordinator]])
  const agency = (code: string) => known(agencies, code)
  for (const person of exampleDeputies) leads.set(`deputy of ${person.agency}`, await bringIn(history, person, agency(person.agency), null))
  for (const person of examplePeople) {
    const row = await bringIn(history, person, agency(person.agency), leads.get(`deputy of ${person.agency}`)?.id ?? null)
    if (person.post === 'lead') leads.set(person.agency, row)
  }
  return { coordinator, agency, named: (name) => known(codesInPlaybooks, name), leadOf: (code) => known(leads, code) }
}

async function bringInAgencies (history: History, businessUnitId: string): Promise<ReadonlyMap<string, string>> {
  const work = history.on(broughtInOn)
  const ids = new Map([['business-unit', businessUnitId]])
  for (const { code, name, kind } of exampleAgencies) {
    const { id } = await createAgency(work, { code, name, kind, ...addressesOf(code) })
    ids.set(code, id)
  }
  const { successor, ...agency } = agencyOfThen
  await createAgency(work, { ...agency, validTo: history.dateOf(renamedOn), successorId: known(ids, successor) })
  return ids
}

async function bringIn (history: History, { post, agency, name, role, jobTitle }: ExamplePerson, agencyId: string, deputyId: string | null): Promise<PersonRow> {
  return await createPerson(history.on(broughtInOn), { agencyId, name, email: `${post}@${agency}.example`, role, jobTitle, deputyId: post === 'lead' ? deputyId : null })
}

function addressesOf (code: string) {
  return { email: `safeguarding@${code}.example`, escalationEmail: `director@${code}.example` }
}

const codesInPlaybooks: ReadonlyMap<string, string> = new Map([
  [businessUnitInPlaybooks, 'business-unit'],
  ...exampleAgencies.flatMap(({ code, inPlaybooks }) => inPlaybooks === undefined ? [] : [[inPlaybooks, code] as const])
])

function known<Value> (map: ReadonlyMap<string, Value>, word: string): Value {
  const value = map.get(word)
  if (value === undefined) throw new Error(`The example speaks of ${word}, which it does not have.`)
  return value
}
