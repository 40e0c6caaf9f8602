import { createAgency } from '../features/agencies/commands.ts'
import { createPerson } from '../features/people/commands.ts'
import type { PersonRow } from '../features/people/queries.ts'
import { agencyOfThen, businessUnitInPlaybooks, exampleAgencies } from './agencies.ts'
import type { History, PlanDay } from './history.ts'
import { exampleAssurers, exampleDeputies, exampleLeads } from './people.ts'
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
  /** The reviewer who judges work of this owner: one whose agency does not even help, where there is one. */
  judgeOf: (owner: string, helpers: readonly string[]) => PersonRow
  readonly scrutineer: PersonRow
}

const broughtInOn: PlanDay = -21
// The last day of the drug service's former name.
const renamedOn: PlanDay = -60

/** Brings in the agencies of the case and their made-up people. */
export async function bringInPartners (history: History, { businessUnit, coordinator }: Founded): Promise<Partners> {
  const agencies = await bringInAgencies(history, businessUnit.id)
  const agency = (code: string) => known(agencies, code)
  const deputies = await bringInPeople(history, exampleDeputies, agency)
  const leads = await bringInPeople(history, exampleLeads, agency, deputies)
  const assurers = await bringInPeople(history, exampleAssurers, agency)
  leads.set('business-unit', coordinator)
  return {
    coordinator,
    agency,
    named: (name) => known(codesInPlaybooks, name),
    leadOf: (code) => known(leads, code),
    judgeOf: (owner, helpers) => known(assurers, judgesAgency(owner, helpers)),
    scrutineer: known(assurers, 'scrutiny')
  }
}

function judgesAgency (owner: string, helpers: readonly string[]): string {
  const eligible = exampleAssurers.filter(({ role, agency }) => role === 'reviewer' && agency !== owner).map(({ agency }) => agency)
  return eligible.find((agency) => !helpers.includes(agency)) ?? eligible[0] ?? ''
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

/** The people by the codes of their agencies; whoever has a deputy there is given it. */
async function bringInPeople (history: History, people: readonly ExamplePerson[], agency: Partners['agency'], deputies: ReadonlyMap<string, PersonRow> = new Map()) {
  const work = history.on(broughtInOn)
  return new Map(await Promise.all(people.map(async ({ post, agency: code, name, role, jobTitle }) => {
    const deputyId = deputies.get(code)?.id ?? null
    return [code, await createPerson(work, { agencyId: agency(code), name, email: `${post}@${code}.example`, role, jobTitle, deputyId })] as const
  })))
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
