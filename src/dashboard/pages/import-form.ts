import { Type } from '@sinclair/typebox'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { fieldRefusal } from '../../domain/field-refusal.ts'
import { largestImportBytes } from '../../domain/import.ts'
import { Refusal } from '../../domain/refusal.ts'
import { requestImport } from '../../features/imports/commands.ts'
import { readPlan } from '../../features/imports/reading.ts'
import { askedBy, change, permit } from '../../features/work.ts'
import { receiveUpload, takeUploads } from '../../platform/files/upload.ts'
import type { Upload } from '../../platform/files/upload.ts'
import type { Services } from '../../services.ts'
import { administered } from '../administration.ts'
import { readFields } from '../fields.ts'
import { faultsOf, formState, sayWhich } from '../form.ts'
import type { FormState } from '../form.ts'
import type { Fault } from '../fields.ts'
import { pageSchema } from '../page.ts'
import { withoutOurs } from '../session.ts'

const labels = { ignoreColumns: 'Columns to leave alone' }
const UploadForm = Type.Object({ ignoreColumns: Type.Optional(Type.String({ maxLength: 4_000 })) }, { additionalProperties: false })
// As long as the API gives it (imports/intake-routes.ts): a large workbook takes its time to come in and to be read.
const longestIntakeMs = 95_000

const received = new WeakMap<FastifyRequest, Upload>()

/** A plan from a person's machine: it is only checked; whoever looked at what came of it takes it over from there. */
export async function importForm (plugin: FastifyInstance, { services }: { services: Services }): Promise<void> {
  await plugin.register(async (app) => {
    await takeUploads(app, largestImportBytes)
    const schema = pageSchema('requestImport')

    app.get('/imports/new', { schema }, async (request, reply) => {
      permit(request)
      return await show(request, reply, { values: {}, faults: [] })
    })

    app.post('/imports/new', { schema, handlerTimeout: longestIntakeMs, preValidation: async (request, reply) => { await receive(services, request, reply) } }, async (request, reply) => {
      const { fields = {} } = received.get(request) ?? {}
      try {
        return await takeIn(services, request, reply)
      } catch (error) {
        const faults = faultsOf(error, labels)
        if (faults === undefined) throw error
        permit(request)
        return await show(request, reply.code(422), { values: withoutOurs(fields), faults: faults.map(atFile), reason: fields['_reason'] })
      }
    })
  })
}

async function show (request: FastifyRequest, reply: FastifyReply, state: FormState): Promise<FastifyReply> {
  return await reply.page('import-new', administered('imports', request, { title: 'Check a plan', form: formState(request, labels, state) }))
}

/** Who may not import is told before the file is received. */
async function receive (services: Services, request: FastifyRequest, reply: FastifyReply): Promise<void> {
  permit(request)
  if (!request.isMultipart()) return
  const upload = await receiveUpload(request, services.files, largestImportBytes)
  received.set(request, upload)
  reply.raw.once('close', () => { void upload.file?.discard() })
  sayWhich(request, upload.fields)
  request.body = { ...withoutOurs(upload.fields), file: upload.file?.sha256 } // what a key is for
}

async function takeIn (services: Services, request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
  const { fields = {}, file } = received.get(request) ?? {}
  const { ignoreColumns = '' } = readFields(UploadForm, withoutOurs(fields), labels)
  if (file === undefined || file.size === 0) throw fieldRefusal('invalid-request', 'file', 'Choose a file')
  const { privacyOverride = null } = askedBy(request)
  services.readings.take(request.caller.partnershipId, reply)
  const plan = await readPlan(file, ignoreColumns.split('\n').map((heading) => heading.trim()).filter((heading) => heading !== '')).catch(inWordsOfPage)
  try {
    return await change(services, request, reply, async (work) => {
      const { id } = await requestImport(work, { plan, dryRun: true, sha256: file.sha256, size: file.size, privacyOverride, by: 'worker' })
      return { status: 303, body: null, location: `/imports/${id}` }
    })
  } finally {
    await plan.discard()
  }
}

/** The API's parameter is a field here. */
function inWordsOfPage (error: unknown): never {
  if (!(error instanceof Refusal) || error.code !== 'columns-not-understood') throw error
  throw fieldRefusal(error.code, 'file', error.message.replace('leave columns alone with ignoreColumns', 'name those below that are to be left alone'))
}

/** What is said of the request as a whole is about the file; it is the only thing that was asked for. */
function atFile ({ field, text }: Fault): Fault {
  return { field: field === '' ? 'file' : field, text }
}
