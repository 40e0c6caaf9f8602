import type { FastifyInstance } from 'fastify'
import type { Services } from '../../services.ts'
import { Cookies } from '../cookies.ts'
import { recognise } from '../session.ts'

/** How accessible the pages are, and whom to tell when they are not; open to everybody. */
export async function accessibilityPage (app: FastifyInstance, { services }: { services: Services }): Promise<void> {
  const cookies = new Cookies(services.config)

  app.get('/accessibility', { schema: { hide: true } }, async (request, reply) => {
    await recognise(services, cookies, request)
    return await reply.page('accessibility', { title: 'Accessibility statement' })
  })
}
