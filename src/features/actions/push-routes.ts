import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox'
import type { FastifyInstance } from 'fastify'
import { changed, created } from '../../platform/http/answer.ts'
import { problemsOfChange, ref } from '../../platform/http/schemas.ts'
import type { Services } from '../../services.ts'
import { change } from '../work.ts'
import { pushAction, reportProgressOfMany } from './push-commands.ts'
import { OfNaturalKey, presentVerdicts, ProgressPushes, PushedAction, PushVerdicts } from './push-schemas.ts'
import { Action, presentAction } from './schemas.ts'

const tags = ['Actions']

/** For agencies that push what their own systems hold: by their own numbers, and many at a time. */
export async function actionPushRoutes (plugin: FastifyInstance, { services }: { services: Services }): Promise<void> {
  const app = plugin.withTypeProvider<TypeBoxTypeProvider>()

  app.put('/agencies/:id/actions/:externalReference', {
    schema: {
      operationId: 'pushAction', tags, summary: 'Create or change an action by its owner’s own number', params: OfNaturalKey, body: PushedAction,
      description: 'Creates the action (201; coordinators) or changes what is different (200; as PATCH would, to whoever may). Fields that are left out stay as they are; the same again changes nothing. `If-Match` is optional.',
      response: { 200: ref(Action), 201: ref(Action), ...problemsOfChange('not-found', 'malformed-if-match', 'stale-version', 'due-date-fixed', 'unknown-reference', 'rule-broken') }
    }
  }, async (request, reply) => await change(services, request, reply, async (work) => {
    const { id, externalReference } = request.params
    const { action, isNew } = await pushAction(work, { ownerAgencyId: id, externalReference }, request.body)
    const presented = presentAction(action, work.today)
    return isNew ? created('/v1/actions', presented, action.version) : changed(presented, action.version)
  }))

  app.post('/actions/bulk-updates', {
    schema: {
      operationId: 'bulkUpdateActions', tags, summary: 'Report progress of many actions', body: ProgressPushes,
      description: 'Each report is taken or refused by itself, as `POST /v1/actions/{id}/updates` would; the answer has a verdict for each, in their order. What looks like personal data refuses its own report, unless `Privacy-Override` says for the whole request why it is none. Only a request that is not as documented here is refused whole, and names the report.',
      response: { 200: ref(PushVerdicts), ...problemsOfChange() }
    }
  }, async (request, reply) => await change(services, request, reply, async (work) => {
    const verdicts = await reportProgressOfMany(work, request.body.updates)
    request.forbiddenInPart = verdicts.some((verdict) => verdict.status === 'refused' && verdict.refusal.code === 'forbidden')
    return { status: 200, body: presentVerdicts(verdicts) }
  }))
}
