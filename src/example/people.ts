import type { Role } from '../domain/person.ts'

export interface ExamplePerson {
  /** A word for the person, unique in the agency; the address begins with it. */
  readonly post: 'lead' | 'deputy' | 'reviewer' | 'scrutineer' | 'board'
  /** The agency's code. */
  readonly agency: string
  readonly name: string
  readonly role: Role
  readonly jobTitle: string
}

const leads: ReadonlyArray<readonly [agency: string, called: string, jobTitle: string]> = [
  ['csc', "Children's Social Care", 'Head of Service'],
  ['housing', 'Housing', 'Head of Housing Needs'],
  ['midwifery', 'Midwifery', 'Named Midwife'],
  ['health-visiting', 'Health Visiting', 'Named Nurse'],
  ['icb', 'Integrated Care Board', 'Designated Nurse'],
  ['police', 'Police', 'Detective Inspector'],
  ['probation', 'Probation', 'Senior Probation Officer'],
  ['public-health', 'Public Health', 'Commissioning Manager'],
  ['adult-social-care', 'Adult Social Care', 'Service Manager'],
  ['via', 'Via', 'Service Manager'],
  ['legal', 'Legal Services', 'Principal Lawyer'],
  ['hr', 'Workforce', 'Workforce Manager'],
  ['sexual-health', 'Sexual Health', 'Service Manager'],
  ['independent-reviewing', 'Independent Reviewing', 'Conference Chair']
]

/** Made-up people whose names say so: those who lead the work of their agency. */
export const exampleLeads: readonly ExamplePerson[] = leads.map(([agency, called, jobTitle]) =>
  ({ post: 'lead', agency, name: `Example Lead, ${called}`, role: 'contributor', jobTitle }))

/** Those who stand in for the lead of their agency. */
export const exampleDeputies: readonly ExamplePerson[] = [
  { post: 'deputy', agency: 'csc', name: "Example Deputy, Children's Social Care", role: 'contributor', jobTitle: 'Service Manager' },
  { post: 'deputy', agency: 'housing', name: 'Example Deputy, Housing', role: 'contributor', jobTitle: 'Housing Needs Manager' },
  { post: 'deputy', agency: 'midwifery', name: 'Example Deputy, Midwifery', role: 'contributor', jobTitle: 'Community Midwifery Manager' }
]

/** Those who judge the work or look on. The reviewers' agencies own little of the plan, so that one of them can always sign off. */
export const exampleAssurers: readonly ExamplePerson[] = [
  { post: 'reviewer', agency: 'police', name: 'Example Reviewer, Police', role: 'reviewer', jobTitle: 'Detective Superintendent' },
  { post: 'reviewer', agency: 'icb', name: 'Example Reviewer, Integrated Care Board', role: 'reviewer', jobTitle: 'Designated Doctor' },
  { post: 'scrutineer', agency: 'scrutiny', name: 'Example Scrutineer', role: 'scrutineer', jobTitle: 'Independent Scrutineer' },
  { post: 'board', agency: 'business-unit', name: 'Example Board Member', role: 'viewer', jobTitle: 'Board Member' }
]
