import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { Refusal } from '../../domain/refusal.ts'
import { receiveUpload, takeUploads } from '../../platform/files/upload.ts'
import type { UploadedFile } from '../../platform/files/upload.ts'
import { created } from '../../platform/http/answer.ts'
import { params, problemsOfChange, ref } from '../../platform/http/schemas.ts'
import { newId } from '../../platform/ids.ts'
import type { Services } from '../../services.ts'
import { findAction } from '../actions/queries.ts'
import { change, permit } from '../work.ts'
import { addEvidence } from './commands.ts'
import { contentOfFile, contentOfWords, inspectFile } from './content.ts'
import { Evidence, EvidenceForm, EvidenceInput, presentEvidence } from './schemas.ts'

declare module 'fastify' {
  interface FastifyRequest {
    /** The file that came with a form, until whoever takes it over. */
    upload: UploadedFile | undefined
  }
}

// Node gives a request 60 s to come in (platform/http/limits.ts), the scanner has 10 s of its own; the rest is for the record.
const longestIntakeMs = 85_000

/** Evidence comes in as JSON, or as a form with a file. */
export async function evidenceIntakeRoutes (plugin: FastifyInstance, { services }: { services: Services }): Promise<void> {
  await takeUploads(plugin)
  plugin.decorateRequest('upload', undefined)
  const app = plugin.withTypeProvider<TypeBoxTypeProvider>()

  app.post<{ Params: { id: string } }>('/actions/:id/evidence', {
    handlerTimeout: longestIntakeMs,
    preValidation: async (request, reply) => { await takeForm(services, request, reply) },
    schema: {
      operationId: 'addEvidence', tags: ['Evidence'], summary: 'Add evidence to an action', params: params('id'),
      body: { content: { 'application/json': { schema: EvidenceInput }, 'multipart/form-data': { schema: EvidenceForm } } },
      response: { 201: ref(Evidence), ...problemsOfChange('not-found', 'forbidden-evidence', 'stale-version', 'action-not-open', 'unknown-reference', 'rule-broken', 'storage-full') }
    }
  }, async (request, reply) => {
    const { upload } = request
    request.upload = undefined
    try {
      return await addTo(services, request, reply, request.params.id, upload)
    } finally {
      await upload?.discard()
    }
  })
}

async function addTo (services: Services, request: FastifyRequest, reply: FastifyReply, actionId: string, upload: UploadedFile | undefined): Promise<FastifyReply> {
  const { file: _sha256, url, statement, ...facts } = request.body as EvidenceInput & { file?: string } // one of the two schemas
  const words = { ...(url === undefined ? {} : { url }), ...(statement === undefined ? {} : { statement }) }
  const file = upload === undefined ? undefined : await inspectFile(services, request.caller.partnershipId, upload)
  const id = newId()
  return await change(services, request, reply, async (work) => {
    const evidence = await addEvidence(work, actionId, id, facts, () => file === undefined ? contentOfWords(words) : contentOfFile(file))
    await file?.publish(id) // before the commit: a row never points at a file that is not there
    return created('/v1/evidence', presentEvidence(evidence), evidence.version)
  })
}

/**
 * Takes a form in, so that it is validated like any body: the file stands in it
 * by its SHA-256, which also makes it part of what an idempotency key is for.
 * Who may not add evidence here is told before the file is received.
 */
async function takeForm (services: Services, request: FastifyRequest, reply: FastifyReply): Promise<void> {
  if (!request.isMultipart()) { requireJson(request); return }
  const { id } = request.params as { id: string } // validated only after this; the database takes no other than a UUID
  permit(request, await findAction(services.database, request.caller, id))
  const { fields, file } = await receiveUpload(request, services.files)
  request.upload = file
  // Where the handler is never reached, since a field is wrong, this is the end of it.
  reply.raw.once('close', () => { void request.upload?.discard() })
  request.body = file === undefined ? fields : { ...fields, file: file.sha256 }
}

/** A type that has no schema here would pass by all of them. */
function requireJson ({ mediaType, body }: FastifyRequest): void {
  if (mediaType !== 'application/json') throw new Refusal('unsupported-media-type', 'Send application/json, or multipart/form-data with a file.')
  if (body === undefined || body === null) throw new Refusal('invalid-request', 'The body is empty; JSON was announced.')
}
