import type { Readable } from 'node:stream'
import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { largestImportBytes } from '../../domain/import.ts'
import { Refusal } from '../../domain/refusal.ts'
import type { ReceivedFile } from '../../platform/files/received-file.ts'
import { receiveUpload, takeUploads } from '../../platform/files/upload.ts'
import { problemsOfChange, ref } from '../../platform/http/schemas.ts'
import type { Services } from '../../services.ts'
import { askedBy, change, permit } from '../work.ts'
import { requestImport } from './commands.ts'
import { readPlan } from './reading.ts'
import { Import, importBodies, ImportRequestQuery, presentImport, rawTypes } from './schemas.ts'

declare module 'fastify' {
  interface FastifyRequest {
    /** The plan that came in, until it has been read. */
    plan: ReceivedFile | undefined
  }
}

// Node gives a request 60 s to come in; a workbook of the largest size is read in some seconds (RELIABILITY C2: 30 s).
const longestIntakeMs = 95_000

/** A plan comes in as a form with a file, or as the body itself. */
export async function importIntakeRoutes (plugin: FastifyInstance, { services }: { services: Services }): Promise<void> {
  await takeUploads(plugin, largestImportBytes)
  plugin.decorateRequest('plan', undefined)
  plugin.addContentTypeParser(rawTypes, (_request, payload, done) => { done(null, payload) }) // received below, once it is known who sends it
  const app = plugin.withTypeProvider<TypeBoxTypeProvider>()

  app.post<{ Querystring: { dryRun?: boolean, ignoreColumns?: string[] } }>('/imports', {
    handlerTimeout: longestIntakeMs,
    preValidation: async (request, reply) => { await receivePlan(services, request, reply) },
    schema: {
      operationId: 'requestImport',
      tags: ['Imports'],
      summary: 'Import a whole plan, or check it',
      description: 'The file is read at once: one that cannot be read, or has columns that are not understood, is 422. What its rows say is then checked, and written all together or not at all; `Location` says where to look. What looks like personal data in a cell is refused, unless `Privacy-Override` says why it is none; the reason, and which cells, are recorded when the plan is written. The same file again changes nothing.',
      querystring: ImportRequestQuery,
      body: { content: importBodies },
      response: { 202: ref(Import), ...problemsOfChange('import-under-way', 'file-not-readable', 'columns-not-understood', 'too-many-requests', 'storage-full') }
    }
  }, async (request, reply) => await takeIn(services, request, reply))
}

async function takeIn (services: Services, request: FastifyRequest<{ Querystring: { dryRun?: boolean, ignoreColumns?: string[] } }>, reply: FastifyReply): Promise<FastifyReply> {
  const { plan: file, query: { dryRun = false, ignoreColumns = [] } } = request
  if (file === undefined) throw new Refusal('invalid-request', 'The form has no file.', { errors: [{ pointer: '/file', detail: 'is missing' }] })
  const { privacyOverride = null } = askedBy(request)
  services.readings.take(request.caller.partnershipId, reply)
  const plan = await readPlan(file, ignoreColumns)
  try {
    return await change(services, request, reply, async (work) => {
      const row = await requestImport(work, { plan, dryRun, sha256: file.sha256, size: file.size, privacyOverride, by: 'worker' })
      return { status: 202, body: presentImport(row), location: `/v1/imports/${row.id}`, version: row.version }
    })
  } finally {
    await Promise.all([plan.discard(), file.discard()])
  }
}

/** Takes the file in, so that its SHA-256 stands where it was: as part of what an idempotency key is for. Who may not import is told before that. */
async function receivePlan (services: Services, request: FastifyRequest, reply: FastifyReply): Promise<void> {
  const isForm = request.isMultipart()
  if (!isForm && !rawTypes.includes(request.mediaType ?? '')) throw new Refusal('unsupported-media-type', `Send ${rawTypes.join(', ')}, or multipart/form-data with a file.`)
  permit(request)
  const file = isForm ? await receiveForm(services, request) : await services.files.receive(request.body as Readable, largestImportBytes) // as the parser above left it
  request.plan = file
  reply.raw.once('close', () => { void file?.discard() })
  if (!isForm) request.body = file?.sha256
}

async function receiveForm (services: Services, request: FastifyRequest): Promise<ReceivedFile | undefined> {
  const { fields, file } = await receiveUpload(request, services.files, largestImportBytes)
  request.body = file === undefined ? fields : { ...fields, file: file.sha256 }
  return file
}
