import { currentSuccessor } from './agency.ts'
import type { Succession, Validity } from './agency.ts'
import type { LocalDate } from './local-date.ts'
import type { Role } from './person.ts'
import { rungs } from './reminder.ts'
import type { Recipient, Recipients } from './reminder.ts'
import { conflictOfDuties } from './separation-of-duties.ts'
import type { JudgedWork } from './separation-of-duties.ts'

export interface ListedPerson {
  readonly id: string
  readonly email: string
  readonly role: Role
  readonly agencyId: string
  readonly deputyId: string | null
  readonly active: boolean
}

export interface ListedAgency extends Succession, Validity {
  readonly email: string | null
  readonly escalationEmail: string | null
}

/** Everyone in a partnership who can be written to, as of one day. */
export interface Directory {
  readonly people: ReadonlyMap<string, ListedPerson>
  readonly agencies: ReadonlyMap<string, ListedAgency>
  /** Addresses that refused a message for good, in lower case. */
  readonly failedAddresses: ReadonlySet<string>
  readonly today: LocalDate
}

/** Whose work it is: chased with its lead, deputy, agency and that agency's senior leader. */
export interface OwnedWork {
  readonly leadPersonId: string | null
  readonly ownerAgencyId: string | null
}

/** Who hears of work that an agency owns. An agency that has ended hears through the one that took over its work. */
export function recipientsOfOwner ({ leadPersonId, ownerAgencyId }: OwnedWork, directory: Directory): Recipients {
  const lead = leadPersonId === null ? undefined : directory.people.get(leadPersonId)
  const deputy = lead?.deputyId == null ? undefined : directory.people.get(lead.deputyId)
  const agency = agencyAnswering(ownerAgencyId, directory)
  return {
    lead: people([lead], directory),
    deputy: people([deputy], directory),
    agency: mailbox(agency?.email, directory),
    senior_leader: mailbox(agency?.escalationEmail, directory),
    coordinator: coordinators(directory)
  }
}

/** Who hears of work that waits for a judgement: every reviewer who has no part in it, then the coordinators. */
export function recipientsOfJudges (work: JudgedWork, directory: Directory): Recipients {
  const judges = [...directory.people.values()].filter((person) => person.role === 'reviewer' && conflictOfDuties(work, person) === undefined)
  return { lead: people(judges, directory), deputy: [], agency: [], senior_leader: [], coordinator: coordinators(directory) }
}

/** Whether an address is still on any rung: whoever has left the work is not written to about it. */
export function isAmong (address: string, recipients: Recipients): boolean {
  return rungs.some((rung) => recipients[rung].some((recipient) => recipient.address === address))
}

/** Every address that anybody could be written to at. */
export function addressesIn ({ people, agencies }: Directory): string[] {
  const emails = [...[...people.values()].map(({ email }) => email), ...[...agencies.values()].flatMap(({ email, escalationEmail }) => [email, escalationEmail])]
  return [...new Set(emails.flatMap((email) => email === null ? [] : [normalAddress(email)]))]
}

/** One form of an address, so that nobody is written to twice. */
export function normalAddress (email: string): string {
  return email.trim().toLowerCase()
}

function agencyAnswering (id: string | null, { agencies, today }: Directory): ListedAgency | undefined {
  const agency = id === null ? undefined : agencies.get(id)
  return agency === undefined ? undefined : currentSuccessor(agency, agencies, today)
}

/** Who is told in the end, when nobody else can be, and whenever an address needs mending. */
export function coordinators (directory: Directory): readonly Recipient[] {
  return people([...directory.people.values()].filter(({ role }) => role === 'coordinator'), directory)
}

function people (listed: ReadonlyArray<ListedPerson | undefined>, { failedAddresses }: Directory): Recipient[] {
  return listed.flatMap((person) => person?.active === true ? [{ address: normalAddress(person.email), personId: person.id }] : [])
    .filter(({ address }) => !failedAddresses.has(address))
}

function mailbox (email: string | null | undefined, { failedAddresses }: Directory): Recipient[] {
  if (email == null || failedAddresses.has(normalAddress(email))) return []
  return [{ address: normalAddress(email), personId: null }]
}
