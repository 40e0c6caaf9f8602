import type { FastifyRequest } from 'fastify'
import { may } from '../domain/permission.ts'
import type { Caller, Operation } from '../domain/permission.ts'
import { linksFor } from './navigation.ts'
import type { Entry } from './navigation.ts'
import type { PageLocals } from './page.ts'

/** The pages with which a coordinator runs the service; each names its own at its head. */
const entries: readonly Entry[] = [
  { name: 'agencies', text: 'Agencies', href: '/agencies', needs: 'listAgencies' },
  { name: 'people', text: 'People', href: '/people', needs: 'listPeople' },
  { name: 'reminders', text: 'Reminders', href: '/reminders', needs: 'listReminders' },
  { name: 'imports', text: 'Imports', href: '/imports', needs: 'listImports' },
  { name: 'webhooks', text: 'Webhooks', href: '/webhooks', needs: 'listWebhookEndpoints' },
  { name: 'audit', text: 'Audit', href: '/audit', needs: 'listEvents' },
  { name: 'partnership', text: 'Settings', href: '/partnership', needs: 'updatePartnership' }
]

/** What a page of administration is written from, whatever else it shows. */
export function administered (name: string, { caller }: FastifyRequest, locals: PageLocals): PageLocals {
  return { ...locals, section: 'administration', administration: linksFor(entries, caller, name), may: mayOf(caller) }
}

/** A page offers only what its reader may do. */
function mayOf (caller: Caller) {
  const operations = ['createAgency', 'createPerson'] as const satisfies readonly Operation[]
  return Object.fromEntries(operations.map((operation) => [operation, may(caller, operation)]))
}
