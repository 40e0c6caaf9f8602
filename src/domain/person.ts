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

/** Why a person's particulars are erased: they asked for it (UK GDPR, Article 17), or nothing needs them any more. */
export const erasureBases = ['request', 'no_longer_needed'] as const

export type ErasureBasis = typeof erasureBases[number]

/** What stands in place of a person's particulars: nobody's name, and an address that can be none (RFC 2606). The id still tells one from another. */
export function erasedParticulars (id: string): { readonly name: string, readonly email: string, readonly jobTitle: null } {
  return { name: 'Erased person', email: `erased-${id}@erased.invalid`, jobTitle: null }
}

/** Each of these makes the holder of a key someone else: another mailbox, another power, another employer. */
export const changesThatEndKeys = ['email', 'role', 'agencyId'] as const satisfies ReadonlyArray<keyof Identity>

/** Whether a change of a person ends its keys and sessions and unbinds its identity. */
export function endsKeys (before: Identity, after: Identity): boolean {
  return changesThatEndKeys.some(field => before[field] !== after[field])
}
