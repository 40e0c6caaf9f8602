import swaggerUi from '@fastify/swagger-ui'
import type { FastifyInstance } from 'fastify'
import { apiDocument, asYaml } from './api-document.ts'

// Everything comes from this service: no third party, no inline script or style.
const contentSecurityPolicy = [
  "default-src 'none'", "script-src 'self'", "style-src 'self'", "img-src 'self' data:", "connect-src 'self'",
  "base-uri 'none'", "form-action 'none'", "frame-ancestors 'none'"
].join('; ')

/** The API's document for programs, and a page on which people read and try it. */
export async function apiDocs (app: FastifyInstance): Promise<void> {
  let made: Texts | undefined
  const texts = (): Texts => (made ??= textsOf(app)) // once every route is there

  app.get('/openapi.json', { schema: { hide: true } }, async (_request, reply) =>
    await reply.type('application/json; charset=utf-8').header('cache-control', 'public, max-age=300').serializer(String).send(texts().json))

  app.get('/openapi.yaml', { schema: { hide: true } }, async (_request, reply) =>
    await reply.type('application/yaml; charset=utf-8').header('cache-control', 'public, max-age=300').send(texts().yaml))

  await app.register(swaggerUi, {
    routePrefix: '/docs',
    staticCSP: contentSecurityPolicy,
    theme: { title: 'Follow-through API' },
    uiConfig: { layout: 'BaseLayout', validatorUrl: null, docExpansion: 'list', defaultModelsExpandDepth: 0, displayOperationId: true, tryItOutEnabled: false },
    // Tried out where the page is read, whatever address the service is known by.
    transformSpecification: () => ({ ...apiDocument(app), servers: [{ url: '/' }] }),
    transformSpecificationClone: false
  })
}

interface Texts { readonly json: string, readonly yaml: string }

function textsOf (app: FastifyInstance): Texts {
  const document = apiDocument(app)
  return { json: JSON.stringify(document), yaml: asYaml(document) }
}
