import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { addDays } from '../../domain/local-date.ts'
import { Type } from '@sinclair/typebox'
import { createPersonKey, revokeOwnKey, rotateOwnKey } from '../../features/people/key-commands.ts'
import { listKeys } from '../../features/people/key-queries.ts'
import type { IssuedKey } from '../../features/people/key-queries.ts'
import { ApiKeyInput, presentKey } from '../../features/people/key-schemas.ts'
import { change, permit, todayOf } from '../../features/work.ts'
import type { Work } from '../../features/work.ts'
import { params } from '../../platform/http/schemas.ts'
import type { Services } from '../../services.ts'
import { done, draftFor, faultsOf, formState } from '../form.ts'
import { readFields } from '../fields.ts'
import { answerOnce } from '../issuing.ts'
import { pageSchema } from '../page.ts'
import type { Pages } from '../page.ts'
import { withoutOurs } from '../session.ts'

const NewKey = Type.Pick(ApiKeyInput, ['name', 'expiresOn'], { additionalProperties: false })
const labels = { name: 'What the key is for', expiresOn: 'Last day on which it works' }

/** A person's own API keys: only they make and rotate them, and only here. */
export async function ownKeysPage (app: FastifyInstance, { services, pages }: { services: Services, pages: Pages }): Promise<void> {
  app.get('/my-keys', { schema: pageSchema('getMe') }, async (request, reply) => {
    permit(request)
    const kept = await draftFor(services, request)
    return await show(request, reply, formState(request, labels, { values: kept ?? {}, faults: [] }), kept === undefined ? {} : { done: 'draft_restored' })
  })

  app.post('/my-keys', { schema: pageSchema('getMe') }, async (request, reply) => {
    const typed = withoutOurs(request.body as Record<string, unknown>) // the form parser's own
    try {
      const { name, expiresOn } = readFields(NewKey, typed, labels)
      return await issue(request, reply, async (work) => await createPersonKey(work, work.by.id, name, expiresOn))
    } catch (error) {
      const faults = faultsOf(error, labels)
      if (faults === undefined) throw error
      permit(request)
      return await show(request, reply.code(422), formState(request, labels, { values: typed, faults }))
    }
  })

  app.post<{ Params: { id: string } }>('/my-keys/:id/rotate', { schema: pageSchema('getMe', { params: params('id') }) }, async (request, reply) =>
    await issue(request, reply, async (work) => await rotateOwnKey(work, request.params.id)))

  app.post<{ Params: { id: string } }>('/my-keys/:id/revoke', { schema: pageSchema('getMe', { params: params('id') }) }, async (request, reply) =>
    await change(services, request, reply, async (work) => {
      await work.permit()
      await revokeOwnKey(work, request.params.id)
      return { status: 303, body: null, location: done('/my-keys', 'key_revoked') }
    }))

  async function issue (request: FastifyRequest, reply: FastifyReply, job: (work: Work) => Promise<IssuedKey>): Promise<FastifyReply> {
    return await answerOnce(services, pages, request, reply, async (work) => {
      await work.permit()
      const { name, token, expiresOn } = await job(work)
      return { view: 'own-key-issued', locals: { title: 'Your new key', section: 'my-keys', name, token, expiresOn } }
    })
  }

  async function show (request: FastifyRequest, reply: FastifyReply, form: object, more: object = {}): Promise<FastifyReply> {
    const { caller } = request
    const today = todayOf(services, request)
    const { rows } = await listKeys(services.database, caller.partnershipId, { personId: [caller.id], sort: { field: 'createdAt', direction: 'desc' } }, { limit: 200, after: undefined })
    return await reply.page('own-keys', { title: 'Your API keys', section: 'my-keys', keys: rows.map((row) => presentKey(row, today)), latest: addDays(today, 365), timeZone: request.timeZone, form, ...more })
  }
}
