import { hash } from 'node:crypto'
import type { FastifyInstance, FastifyReply } from 'fastify'
import { Refusal } from '../../domain/refusal.ts'

declare module 'fastify' {
  interface FastifyReply {
    /** The version of the one resource that is answered; gives the answer its ETag. */
    version: number | undefined
  }
}

/**
 * A strong tag over the version and over every byte of the answer, so that a
 * derived field that changed with the day, or another caller's view, is another
 * tag. `If-None-Match` compares all of it, `If-Match` only the version in it.
 */
export function tagAnswers (app: FastifyInstance): void {
  app.decorateReply('version', undefined)
  app.addHook<string>('onSend', (request, reply, payload, done) => {
    if (reply.version === undefined || typeof payload !== 'string') { done(null, payload); return }
    const tag = `"${reply.version}-${hash('sha1', payload, 'base64url').slice(0, 16)}"`
    reply.header('etag', tag)
    const known = (request.method === 'GET' || request.method === 'HEAD') && namesTag(request.headers['if-none-match'], tag)
    done(null, known ? notModified(reply) : payload)
  })
}

/** Does `If-None-Match` name this tag? Compared weakly, as RFC 9110 13.1.2 has it. */
export function namesTag (header: string | undefined, tag: string): boolean {
  if (header === undefined) return false
  return header.trim() === '*' || header.split(',').some((part) => part.trim().replace(/^W\//, '') === tag)
}

/** An answer without a body: the caller has it already. */
export function notModified (reply: FastifyReply): string {
  reply.code(304).removeHeader('content-type').removeHeader('content-length')
  return ''
}

export type IfMatch = { readonly any: true } | { readonly versions: readonly number[] }

// Weak tags never match in If-Match (RFC 9110 13.1.1), nor do tags that are not of our making.
const entityTag = /^(W\/)?"([\x21\x23-\x7e\x80-\xff]*)"$/
const longestHeader = 2_000

/** The versions that the caller is content to change; undefined when it did not say. */
export function readIfMatch (header: string | undefined): IfMatch | undefined {
  if (header === undefined) return undefined
  if (header.trim() === '*') return { any: true }
  const tags = header.length > longestHeader ? [] : header.split(',').map((part) => entityTag.exec(part.trim()))
  if (tags.length === 0 || tags.includes(null)) throw new Refusal('malformed-if-match', 'If-Match must be the ETag of the last answer, in its quotes, or *.')
  return { versions: tags.flatMap((tag) => tag?.[1] === undefined ? versionIn(tag?.[2] ?? '') : []) }
}

function versionIn (tag: string): number[] {
  const version = /^(\d{1,15})-/.exec(tag)?.[1]
  return version === undefined ? [] : [Number(version)]
}

/** Refuses a change of a version other than the one that was read. */
export function expectVersion (ifMatch: IfMatch | undefined, version: number, required: 'required' | 'optional'): void {
  if (ifMatch === undefined) {
    if (required === 'required') throw new Refusal('precondition-required', 'Send If-Match with the ETag of the version that you change.')
  } else if ('versions' in ifMatch && !ifMatch.versions.includes(version)) {
    throw new Refusal('stale-version', `It is now at version ${version}: read it again before changing it.`, { currentVersion: version })
  }
}
