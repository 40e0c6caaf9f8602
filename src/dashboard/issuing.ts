import type { FastifyReply, FastifyRequest } from 'fastify'
import { change } from '../features/work.ts'
import type { Work } from '../features/work.ts'
import type { Services } from '../services.ts'
import type { PageLocals, Pages } from './page.ts'

/** A page that has a secret on it. */
export interface ShownOnce { readonly view: string, readonly locals: PageLocals }

/**
 * Answers a form with a page that is shown this once: the secret stands on the answer itself and nowhere else, no
 * address leads to it again. The form bears no key of its own, so that no answer is kept for one that is repeated.
 */
export async function answerOnce (services: Services, pages: Pages, request: FastifyRequest, reply: FastifyReply, job: (work: Work) => Promise<ShownOnce>): Promise<FastifyReply> {
  return await change(services, request, pages.prepare(reply), async (work) => {
    const { view, locals } = await job(work)
    return { status: 200, body: pages.write(request, view, locals) }
  })
}
