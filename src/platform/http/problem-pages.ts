import type { FastifyInstance } from 'fastify'
import { Type } from '@sinclair/typebox'
import { Refusal } from '../../domain/refusal.ts'
import { problemCatalogue } from './problem-catalogue.ts'
import type { ProblemCode } from './problem-catalogue.ts'
import { problems } from './schemas.ts'

const Explanation = Type.Object({
  type: Type.String({ description: 'As in the problem details.' }),
  title: Type.String({ description: 'As in the problem details.' }),
  status: Type.Integer({ description: 'The HTTP status that it comes with.' }),
  explanation: Type.String({ description: 'What the problem means, and what to do about it.' })
}, { $id: 'ProblemExplanation', additionalProperties: false })

/** The `type` of every problem is an address that explains it. */
export async function problemRoutes (app: FastifyInstance): Promise<void> {
  app.get<{ Params: { slug: string } }>('/problems/:slug', {
    schema: {
      operationId: 'explainProblem',
      tags: ['Problems'],
      summary: 'What a problem means',
      security: [],
      params: Type.Object({ slug: Type.String({ maxLength: 100, description: 'The last part of the problem’s `type`.', examples: ['not-found'] }) }),
      response: { 200: Explanation, ...problems('not-found') }
    }
  }, async (request, reply) => {
    const { slug } = request.params
    if (!Object.hasOwn(problemCatalogue, slug)) throw new Refusal('not-found', 'There is no problem of this name.')
    const { title, status, explanation } = problemCatalogue[slug as ProblemCode] // one of its own keys
    reply.header('cache-control', 'public, max-age=86400')
    return { type: `/problems/${slug}`, title, status, explanation }
  })
}
