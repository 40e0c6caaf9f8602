import { Type } from '@sinclair/typebox'
import formbody from '@fastify/formbody'
import type { FastifyInstance, FastifyReply } from 'fastify'
import { localDateAt } from '../../domain/local-date.ts'
import type { Services } from '../../services.ts'
import { linkChoices, lookAtLink, useLink } from './links-commands.ts'
import type { LinkChoice } from './links-commands.ts'
import { linkPage, pagePolicy, thanksPage, unknownPage } from './links-page.ts'

interface Options { readonly services: Services }
interface Named { readonly token: string }

// Pages for people, not operations of the API: its document does not have them.
const schema = { hide: true, params: Type.Object({ token: Type.String({ maxLength: 200 }) }) }
const Choice = Type.Object({ choice: Type.Optional(Type.Unsafe<LinkChoice>({ type: 'string', enum: [...linkChoices] })) }, { additionalProperties: false })

/** The pages behind the links in reminders. Whoever holds a link needs no key; looking at its page does nothing, only its form does. */
export async function reminderLinkRoutes (app: FastifyInstance, { services }: Options): Promise<void> {
  const { clock, config: { publicUrl } } = services
  await app.register(formbody, { bodyLimit: 1_024 })

  app.get<{ Params: Named }>('/reminder-links/:token', { schema }, async (request, reply) => {
    const link = await lookAtLink(services, request.params.token)
    if (link === undefined) return await sendPage(reply, 404, unknownPage(publicUrl))
    return await sendPage(reply, link.state === 'open' ? 200 : 410, linkPage(link, localDateAt(clock.now(), link.link.timeZone), publicUrl))
  })

  app.post<{ Params: Named, Body: { choice?: LinkChoice } }>('/reminder-links/:token', { schema: { ...schema, body: Choice } }, async (request, reply) => {
    const used = await useLink(services, request.params.token, request.body.choice ?? 'seen', request.id)
    if (used === undefined) return await sendPage(reply, 404, unknownPage(publicUrl))
    if (used.did === undefined) return await sendPage(reply, 410, linkPage(used, localDateAt(clock.now(), used.link.timeZone), publicUrl))
    return await sendPage(reply, 200, thanksPage(used, used.did, publicUrl))
  })
}

async function sendPage (reply: FastifyReply, status: number, page: string): Promise<FastifyReply> {
  return await reply.code(status).headers({ 'content-security-policy': pagePolicy, 'cache-control': 'no-store' }).type('text/html; charset=utf-8').send(page)
}
