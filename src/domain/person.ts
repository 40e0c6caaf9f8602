import { isCurrent } from './agency.ts'
import type { Validity } from './agency.ts'
import type { LocalDate } from './local-date.ts'

/** What a person or a key may do; permission.ts says which role may do what. */
export const roles = ['coordinator', 'contributor', 'reviewer', 'scrutineer', 'viewer'] as const

export type Role = typeof roles[number]

/** A service cannot approve: reviewers and scrutineers are people. */
export const serviceRoles = ['coordinator', 'contributor', 'viewer'] as const satisfies readonly Role[]

export type ServiceRole = typeof serviceRoles[number]

export interface Identity {
  readonly email: string
  readonly role: Role
  readonly agencyId: string
}

export interface Colleague extends Pick<Identity, 'role' | 'agencyId'> { readonly active: boolean }

/** Why a person's particulars are erased: they asked for it (UK GDPR, Article 17), or nothing needs them any more. */
export const erasureBases = ['request', 'no_longer_needed'] as const

export type ErasureBasis = typeof erasureBases[number]

/** What stands in place of a person's particulars: nobody's name, and an address that can be none (RFC 2606). The id still tells one from another. */
export function erasedParticulars (id: string): { readonly name: string, readonly email: string, readonly jobTitle: null } {
  return { name: 'Erased person', email: `erased-${id}@erased.invalid`, jobTitle: null }
}

/** Whether anyone is left who can coordinate: active, in that role, and of an agency that exists on the day, for the keys and sessions of no other work. */
export function isCoordinated (people: readonly Colleague[], agencies: ReadonlyArray<Validity & { readonly id: string }>, today: LocalDate): boolean {
  const gone = new Set(agencies.filter((agency) => !isCurrent(agency, today)).map(({ id }) => id))
  return people.some(({ role, active, agencyId }) => active && role === 'coordinator' && !gone.has(agencyId))
}

/** Each of these makes the holder of a key someone else: another mailbox, another power, another employer. */
export const changesThatEndKeys = ['email', 'role', 'agencyId'] as const satisfies ReadonlyArray<keyof Identity>

/** Whether a change of a person ends its keys and sessions and unbinds its identity. */
export function endsKeys (before: Identity, after: Identity): boolean {
  return changesThatEndKeys.some(field => before[field] !== after[field])
}
