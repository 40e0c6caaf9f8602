import type { Caller } from '../domain/permission.ts'

/** No person's and no key's: in an event, it stands for whoever runs the service. */
const operatorId = '00000000-0000-0000-0000-000000000000'

/** The operator: at the command line, in the example, in jobs. It may all that a coordinator may, and holds no key. */
export function systemCaller (partnershipId: string): Caller {
  return { kind: 'service', id: operatorId, keyId: null, name: 'Operator', role: 'coordinator', agencyId: null, partnershipId }
}

export function isSystem ({ id }: Caller): boolean {
  return id === operatorId
}
