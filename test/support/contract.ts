import type { Test } from 'tap'
import { readFileSync } from 'node:fs'
import { Ajv2020 } from 'ajv/dist/2020.js'
import type { ValidateFunction } from 'ajv'
import addFormats from 'ajv-formats'
import type { Reply } from './client.ts'
import { documentFile } from './cluster.ts'

interface Operation { responses: Record<string, { content?: Record<string, { schema: object }> }> }
interface Contract { operationOf: (method: string, path: string) => { id: string, operation: Operation } | undefined, validatorOf: (schema: object) => ValidateFunction }

let contract: Contract | undefined

/** Every answer of the suite must be as openapi.yaml documents it: its status, its media type and its body. */
export function checkAnswer (t: Test, method: string, path: string, reply: Reply): void {
  const { operationOf, validatorOf } = contract ??= readContract()
  const found = operationOf(method, path.split('?', 1)[0] ?? path)
  if (found === undefined) return // not an operation: the 404 and 405 of unknown addresses and methods
  const documented = found.operation.responses[String(reply.status)]
  if (documented === undefined) { t.fail(`${method} ${path} answered ${reply.status}, which ${found.id} does not document`, { body: reply.body }); return }
  if (method === 'GET' && reply.headers.has('etag') && found.operation.responses['304'] === undefined) t.fail(`${method} ${path} gave an ETag, and ${found.id} does not document 304`)
  if (reply.status === 201 && !reply.headers.has('location')) t.fail(`${method} ${path} made something and does not say where it is`)
  if (reply.text === '' || documented.content === undefined) return
  const mediaType = (reply.headers.get('content-type') ?? '').split(';', 1)[0] ?? ''
  const content = documented.content[mediaType]
  if (content === undefined) { t.fail(`${method} ${path} answered ${mediaType}, which ${found.id} does not document for ${reply.status}`); return }
  if (!/json/.test(mediaType)) return
  const validate = validatorOf(content.schema)
  if (!validate(reply.body)) t.fail(`the ${reply.status} body of ${found.id} is not as documented`, { errors: validate.errors, body: reply.body })
}

/** Tells whether something fits a schema of openapi.yaml. */
export function validatorOf (schema: object): ValidateFunction {
  return (contract ??= readContract()).validatorOf(schema)
}

function readContract (): Contract {
  const document = JSON.parse(readFileSync(documentFile, 'utf8')) as { paths: Record<string, Record<string, Operation & { operationId: string }>>, components: object }
  const ajv = new Ajv2020({ strict: false, allErrors: false })
  addFormats.default(ajv)
  ajv.addSchema({ $id: 'contract', components: document.components })
  const patterns = Object.entries(document.paths).map(([path, operations]) => ({ matches: new RegExp(`^${path.replace(/\{[^}]+\}/g, '[^/]+')}$`), operations }))
  const validators = new WeakMap<object, ValidateFunction>()
  const byText = new Map<string, ValidateFunction>() // a problem has the same form wherever it is answered, and to compile it takes a while
  return {
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
}
