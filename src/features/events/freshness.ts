import { createHmac } from 'node:crypto'
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Services } from '../../services.ts'
import { todayOf } from '../work.ts'
import { findChangeSince } from './queries.ts'

/** What of the services tells whether an answer is fresh. */
export type Needed = Pick<Services, 'config' | 'clock' | 'database'>

export interface Freshness {
  /** The caller has this answer already, and has been told so. */
  readonly unchanged: boolean
  /** Gives the answer its tag, and gives back what it was read from. */
  tagged: <Source extends { readonly snapshot?: string | undefined }>(source: Source) => Source
}

/**
 * For lists and reports: is what the caller's `If-None-Match` names still what
 * it would be answered? Costs one look at an index; to be asked after `permit`.
 *
 *     const fresh = await freshness(services, request, reply)
 *     if (fresh.unchanged) return reply
 *     const page = fresh.tagged(await listAgencies(…))
 *
 * Everything that the answer shows must be read with the snapshot, or after it.
 */
export async function freshness (services: Needed, request: FastifyRequest, reply: FastifyReply): Promise<Freshness> {
  const asked = questionOf(services, request)
  const known = snapshotKnown(services, request, asked)
  const since = known === undefined ? undefined : await findChangeSince(services.database.shared, request.caller.partnershipId, known)
  if (known !== undefined && since?.changed === false) {
    await reply.code(304).header('etag', tagOf(services, known, asked)).send()
    return { unchanged: true, tagged: (source) => source }
  }
  return {
    unchanged: false,
    tagged: (source) => {
      const snapshot = source.snapshot ?? since?.snapshot // taken before the answer is read: at worst it is read once too often
      if (snapshot !== undefined) reply.header('etag', tagOf(services, snapshot, asked))
      return source
    }
  }
}

/** What an answer depends on beside the records: who asks, what, and on which day. */
function questionOf (services: Needed, request: FastifyRequest): string {
  const { partnershipId, id, role, agencyId } = request.caller
  return JSON.stringify([partnershipId, id, role, agencyId, todayOf(services, request), request.url, request.headers.accept])
}

/** Weak, since a change that came between the snapshot and the answer leaves the tag the same; it never makes a stale answer fresh. */
function tagOf ({ config }: Needed, snapshot: string, question: string): string {
  const signature = createHmac('sha256', config.sessionSecret).update(`${snapshot}\n${question}`).digest('base64url').slice(0, 22)
  return `W/"${Buffer.from(snapshot).toString('base64url')}.${signature}"`
}

const ownTag = /(?:W\/)?"([\w-]{1,6000})\.[\w-]{22}"/g

/** The snapshot in the first tag of `If-None-Match` that is ours and of this very question. */
function snapshotKnown (services: Needed, request: FastifyRequest, question: string): string | undefined {
  const given = request.headers['if-none-match'] ?? ''
  for (const [tag, encoded = ''] of given.matchAll(ownTag)) {
    const snapshot = Buffer.from(encoded, 'base64url').toString()
    if (tagOf(services, snapshot, question) === `W/${tag.replace(/^W\//, '')}`) return snapshot
  }
  return undefined
}
