import { isUtf8 } from 'node:buffer'
import type { FastifyBodyParser, FastifyInstance, FastifyRequest } from 'fastify'
import { Refusal } from '../../domain/refusal.ts'

/** Reads JSON as RFC 8259 has it exchanged: in UTF-8, each name of an object once. What is kept must be what was sent (RELIABILITY H-09). */
export function takeJson (app: FastifyInstance): void {
  const parse = app.getDefaultJsonParser('error', 'error')
  const read: FastifyBodyParser<Buffer> = (request, body, done) => {
    const refusal = unreadable(request, body)
    if (refusal !== undefined) { done(refusal); return }
    const text = body.toString()
    void parse(request, text, (error, value) => {
      const repeated = error === null ? repeatedName(text) : undefined
      if (repeated === undefined) done(error, value)
      else done(new Refusal('invalid-request', `The body gives ${JSON.stringify(repeated)} twice in one object: which of the two is meant cannot be told.`))
    })
  }
  for (const type of ['application/json', 'application/merge-patch+json']) app.addContentTypeParser(type, { parseAs: 'buffer' }, read)
}

function unreadable ({ headers }: FastifyRequest, body: Buffer): Refusal | undefined {
  const { 'content-encoding': coding = 'identity', 'content-type': type = '' } = headers
  if (coding.toLowerCase() !== 'identity') return new Refusal('unsupported-media-type', `The body is compressed (${coding.slice(0, 40)}): send it as it is.`)
  const charset = /;\s*charset\s*=\s*"?([^";\s]+)/i.exec(type)?.[1] ?? 'utf-8'
  if (!/^(utf-?8|us-ascii)$/i.test(charset)) return new Refusal('unsupported-media-type', `The body is said to be in ${charset.slice(0, 40)}: JSON is exchanged in UTF-8.`)
  return isUtf8(body) ? undefined : new Refusal('invalid-request', 'The body is not valid UTF-8, in which JSON is exchanged.')
}

// A text before a colon is a name; brackets of lists make no difference, since names stand in objects alone.
const namesAndBraces = /"([^"\\]*(?:\\.[^"\\]*)*)"(\s*:)?|[{}]/g

/** A name that an object of this valid JSON has twice, of which a parser keeps the last without a word. */
function repeatedName (json: string): string | undefined {
  const objects: Array<Set<string>> = []
  for (const [token, text, isName] of json.matchAll(namesAndBraces)) {
    if (token === '{') objects.push(new Set())
    else if (token === '}') objects.pop()
    else if (isName !== undefined && text !== undefined) {
      const name = text.includes('\\') ? JSON.parse(`"${text}"`) as string : text
      const names = objects.at(-1)
      if (names?.has(name) === true) return name
      names?.add(name)
    }
  }
  return undefined
}
