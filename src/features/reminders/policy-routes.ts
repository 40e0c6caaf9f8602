import type { FastifyInstance } from 'fastify'
import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox'
import { changed } from '../../platform/http/answer.ts'
import { problems, problemsOfChange, ref } from '../../platform/http/schemas.ts'
import type { Services } from '../../services.ts'
import { change, permit } from '../work.ts'
import { updateReminderPolicy } from './policy-commands.ts'
import { findPolicy } from './policy-queries.ts'
import { presentPolicy, ReminderPolicy, ReminderPolicyPatch } from './policy-schemas.ts'

const tags = ['Reminders']

/** When and how hard the partnership chases. */
export async function reminderPolicyRoutes (plugin: FastifyInstance, { services }: { services: Services }): Promise<void> {
  const app = plugin.withTypeProvider<TypeBoxTypeProvider>()

  app.get('/reminder-policy', {
    schema: { operationId: 'getReminderPolicy', tags, summary: 'Read the ladder of reminders', response: { 200: ref(ReminderPolicy), ...problems() } }
  }, async (request, reply) => {
    permit(request)
    const policy = await findPolicy(services.database, request.caller.partnershipId)
    reply.version = policy.version
    return presentPolicy(policy)
  })

  app.patch('/reminder-policy', {
    schema: { operationId: 'updateReminderPolicy', tags, summary: 'Change the ladder of reminders', description: 'What is planned already is not taken back.', body: ReminderPolicyPatch, response: { 200: ref(ReminderPolicy), ...problemsOfChange('precondition-required', 'malformed-if-match', 'stale-version', 'rule-broken') } }
  }, async (request, reply) => await change(services, request, reply, async (work) => {
    const policy = await updateReminderPolicy(work, request.body)
    return changed(presentPolicy(policy), policy.version)
  }))
}
