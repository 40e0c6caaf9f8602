import type { Test } from 'tap'
import { Ajv2020 } from 'ajv/dist/2020.js'
import type { ValidateFunction } from 'ajv'
import addFormats from 'ajv-formats'
import type { FastifyInstance } from 'fastify'
import { apiDocument } from '../../src/platform/http/api-document.ts'
import type { Reply } from './client.ts'

interface Operation { responses: Record<string, { content?: Record<string, { schema: object }> }> }
interface Contract { operationOf: (method: string, path: string) => { id: string, operation: Operation } | undefined, validatorOf: (schema: object) => ValidateFunction }

const contracts = new WeakMap<FastifyInstance, Contract>()

/** Every answer of the suite must be documented: its status, its media type and its body. */
export function checkAnswer (t: Test, app: FastifyInstance, method: string, path: string, reply: Reply): void {
  const { operationOf, validatorOf } = contracts.get(app) ?? readContract(app)
  const found = operationOf(method, path.split('?', 1)[0] ?? path)
  if (found === undefined) return // not an operation: the 404 and 405 of unknown addresses and methods
  const documented = found.operation.responses[String(reply.status)]
  if (documented === undefined) { t.fail(`${method} ${path} answered ${reply.status}, which ${found.id} does not document`, { body: reply.body }); return }
  if (method === 'GET' && reply.headers.has('etag') && found.operation.responses['304'] === undefined) t.fail(`${method} ${path} gave an ETag, and ${found.id} does not document 304`)
  if (reply.text === '' || documented.content === undefined) return
  const mediaType = (reply.headers.get('content-type') ?? '').split(';', 1)[0] ?? ''
  const content = documented.content[mediaType]
  if (content === undefined) { t.fail(`${method} ${path} answered ${mediaType}, which ${found.id} does not document for ${reply.status}`); return }
  if (!/json/.test(mediaType)) return
  const validate = validatorOf(content.schema)
  if (!validate(reply.body)) t.fail(`the ${reply.status} body of ${found.id} is not as documented`, { errors: validate.errors, body: reply.body })
}

function readContract (app: FastifyInstance): Contract {
  const document = apiDocument(app) as unknown as { paths: Record<string, Record<string, Operation & { operationId: string }>>, components: object }
  const ajv = new Ajv2020({ strict: false, allErrors: false })
  addFormats.default(ajv)
  ajv.addSchema({ $id: 'contract', components: document.components })
  const patterns = Object.entries(document.paths).map(([path, operations]) => ({ matches: new RegExp(`^${path.replace(/\{[^}]+\}/g, '[^/]+')}$`), operations }))
  const validators = new WeakMap<object, ValidateFunction>()
  const byText = new Map<string, ValidateFunction>() // a problem has the same form wherever it is answered, and to compile it takes a while
  const contract: Contract = {
    operationOf: (method, path) => {
      const operation = patterns.find(({ matches }) => matches.test(path))?.operations[method.toLowerCase()]
      return operation === undefined ? undefined : { id: operation.operationId, operation }
    },
    validatorOf: (schema) => {
      const known = validators.get(schema)
      if (known !== undefined) return known
      const text = JSON.stringify(schema).replaceAll('"#/components', '"contract#/components')
      const compiled = byText.get(text) ?? ajv.compile(JSON.parse(text) as object)
      byText.set(text, compiled)
      validators.set(schema, compiled)
      return compiled
    }
  }
  contracts.set(app, contract)
  return contract
}
