import type { Parameter, Response } from './exchange-headers.ts'
import { problemCatalogue } from './problem-catalogue.ts'
import type { ProblemCode } from './problem-catalogue.ts'

type Responses = Readonly<Record<string, Response>>

/** Adds what may be answered to every operation that takes an idempotency key, a precondition or a cursor; the routes' schemas say what is their own. */
export function describeProblems (method: string, parameters: readonly Parameter[], responses: Responses): Responses {
  return codesFor(method, parameters.map(({ name }) => name)).reduce(withProblem, responses)
}

/** The same responses, with this problem under its status. */
export function withProblem (responses: Responses, code: ProblemCode): Responses {
  const { status, title } = problemCatalogue[code]
  const { description, ...rest } = responses[status] ?? { description: '', content: problemContent }
  if (description.includes(`\`${code}\``)) return responses
  return { ...responses, [status]: { description: `${description} \`${code}\`: ${title}.`.trim(), ...rest } }
}

const problemContent = { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } }

function codesFor (method: string, parameters: readonly string[]): ProblemCode[] {
  return [
    ...(parameters.includes('Idempotency-Key') ? ['malformed-idempotency-key', 'idempotency-in-flight', 'idempotency-key-reused'] as const : []),
    ...(parameters.includes('If-Match') ? ['malformed-if-match', 'stale-version'] as const : []),
    ...(method === 'patch' ? ['precondition-required'] as const : []),
    ...(parameters.includes('cursor') ? ['malformed-cursor'] as const : [])
  ]
}
