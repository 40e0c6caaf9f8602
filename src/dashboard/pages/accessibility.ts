import type { FastifyInstance } from 'fastify'
import type { Services } from '../../services.ts'
import { Cookies } from '../cookies.ts'
import { sessionOf } from '../session.ts'

/** How accessible the pages are, and whom to tell when they are not; open to everybody. */
export async function accessibilityPage (app: FastifyInstance, { services }: { services: Services }): Promise<void> {
  const cookies = new Cookies(services.config)

  app.get('/accessibility', { schema: { hide: true } }, async (request, reply) => {
    const seen = await sessionOf(services, cookies, request)
    return await reply.page('accessibility', { title: 'Accessibility statement', back: seen?.isLive === true })
  })
}
