import { Readable } from 'node:stream'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { refuseWithdrawn, refuseWithheld } from '../../domain/evidence.ts'
import { Refusal } from '../../domain/refusal.ts'
import { sendAttachment } from '../../platform/files/attachment.ts'
import type { Services } from '../../services.ts'
import { actingFor } from '../work.ts'
import { fileKey } from './content.ts'
import type { ShownEvidence } from './queries.ts'

// A file of 25 MiB over a poor line takes minutes; the service's own limit for an answer is for those it reckons itself.
export const longestDownloadMs = 15 * 60_000

/** Gives out a file or statement, for saving; to programs and to people alike. */
export async function sendContent (services: Services, request: FastifyRequest, reply: FastifyReply, evidence: ShownEvidence): Promise<FastifyReply> {
  const { form, statement, fileName, mediaType, size, sha256 } = evidence
  if (form === 'link') throw new Refusal('not-found', 'A link has no content here; its address is in `url`.')
  refuseWithdrawn(evidence, request.caller)
  refuseWithheld(evidence)
  if (form === 'file') await requireWhole(services, request, evidence)
  return await sendAttachment(request, reply, {
    name: fileName ?? 'statement.txt',
    mediaType: form === 'statement' ? `${mediaType}; charset=utf-8` : mediaType, // a file's own is not known
    size,
    sha256,
    read: async () => {
      await noteDownload(services, request, evidence)
      return statement === null ? await services.files.read(fileKey(evidence)) : Readable.from([Buffer.from(statement)])
    }
  })
}

/** Nothing is given out that the audit trail does not tell of; a file that is fetched in parts is one download. */
async function noteDownload ({ accesses }: Services, request: FastifyRequest, { id, sha256 }: ShownEvidence): Promise<void> {
  if (request.method !== 'HEAD') await accesses.note(actingFor(request), { type: 'evidence.downloaded', subject: { type: 'evidence', id }, after: { sha256 } })
}

/** A file that is not there, or not whole, is a fault of the store: the caller is told, and so is whoever runs it. */
async function requireWhole ({ files }: Services, request: FastifyRequest, evidence: ShownEvidence): Promise<void> {
  const found = await files.sizeOf(fileKey(evidence))
  if (found === evidence.size) return
  request.log.error({ evidenceId: evidence.id, partnershipId: evidence.partnershipId, size: evidence.size, found }, 'the file of a piece of evidence is missing or not whole')
  throw new Refusal('content-missing', 'The file of this evidence cannot be found in the store. The fault has been reported.')
}
