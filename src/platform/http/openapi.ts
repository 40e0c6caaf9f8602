import type { FastifyInstance } from 'fastify'
import swagger from '@fastify/swagger'
import { describeFiles } from './file-answers.ts'

const description = `Follow-through keeps what safeguarding reviews recommend until it is delivered, evidenced and shown to have worked.

Every request carries \`Authorization: Bearer <token>\`; the token fixes the partnership. Errors are RFC 9457 problem details.
Lists are paged by cursor, or given out whole as CSV or as an Excel workbook: \`Accept: text/csv\`, or \`format=csv\` and \`format=xlsx\`. A \`PATCH\` needs the \`ETag\` of what was read as \`If-Match\`. Every \`POST\` takes an \`Idempotency-Key\`.`

/** The API's document, made from the routes' own schemas. */
export async function describeApi (app: FastifyInstance, { publicUrl }: { publicUrl: string }): Promise<void> {
  await app.register(swagger, {
    openapi: {
      openapi: '3.1.0',
      info: { title: 'Follow-through', version: '1.0.0', description, license: { name: 'MIT', identifier: 'MIT' } },
      servers: [{ url: publicUrl }],
      security: [{ bearer: [] }],
      components: { securitySchemes: { bearer: { type: 'http', scheme: 'bearer', description: 'An API key (`ft_…`) or an OpenID Connect access token.' } } }
    },
    transformObject: (given) => 'openapiObject' in given ? describeFiles(given.openapiObject) : given.swaggerObject,
    refResolver: { buildLocalReference: (schema, _base, _fragment, index) => typeof schema['$id'] === 'string' ? schema['$id'] : `def-${index}` }
  })
}
