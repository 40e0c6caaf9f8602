import { Type } from '@sinclair/typebox'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { acceptedType } from '../../domain/evidence-file.ts'
import { fieldError } from '../../domain/field-refusal.ts'
import type { FieldError } from '../../domain/field-refusal.ts'
import { may } from '../../domain/permission.ts'
import { Refusal } from '../../domain/refusal.ts'
import { addEvidence } from '../../features/evidence/commands.ts'
import { contentOfFile, contentOfWords, inspectFile } from '../../features/evidence/content.ts'
import type { FileContent } from '../../features/evidence/content.ts'
import { EvidenceInput } from '../../features/evidence/schemas.ts'
import { findAction } from '../../features/actions/queries.ts'
import { permit } from '../../features/work.ts'
import { receiveUpload, takeUploads } from '../../platform/files/upload.ts'
import type { UploadedFile } from '../../platform/files/upload.ts'
import { params } from '../../platform/http/schemas.ts'
import { newId } from '../../platform/ids.ts'
import type { Services } from '../../services.ts'
import { done, formPage, idOf } from '../form.ts'
import { words } from '../words.ts'

/** A file that came with a form, looked at before anything is held for it. */
interface Received { readonly upload: UploadedFile, readonly content: FileContent }

const oneOfThree = 'Give one of the three: a file, an address or a statement'

const received = new WeakMap<FastifyRequest, Received>()

/** Evidence from a person: a file, a link or a statement, on one page. */
export async function evidenceForm (plugin: FastifyInstance, { services }: { services: Services }): Promise<void> {
  await plugin.register(async (app) => {
    await takeUploads(app)
    app.addHook('preValidation', async (request, reply) => {
      if (!request.isMultipart()) return
      reply.raw.once('close', () => { void received.get(request)?.upload.discard() })
      await takeForm(services, request)
    })

    formPage(app, services, '/actions/:id/evidence/new', {
      operation: 'addEvidence',
      params: params('id'),
      view: 'evidence-new',
      fields: Type.Omit(EvidenceInput, ['replacesId'], { additionalProperties: false }),
      labels: { kind: 'What kind of evidence it is', title: 'What it is, in a line', effectiveOn: 'The day that it speaks of', description: 'What it shows', file: 'The file', url: 'Its address', statement: 'The statement' },
      amiss: amissIn,
      load: async (request) => {
        const action = await findAction(services.database, request.caller, idOf(request))
        permit(request, action)
        const kinds = Object.entries(words.evidenceKind).filter(([kind]) => (kind === 'independent') === (request.caller.role === 'scrutineer'))
        return { page: { title: 'Add evidence', section: 'actions', action, kinds: kinds.map(([value, text]) => ({ value, text })) } }
      },
      readTyped: async (request) => {
        const { fields, file } = await receiveUpload(request, services.files)
        await file?.discard() // it has to be chosen again: a file is kept for nobody who is not signed in
        return fields
      },
      submit: async (work, { url, statement, ...facts }, request) => {
        const file = received.get(request)?.content
        const given = { ...(url === undefined ? {} : { url }), ...(statement === undefined ? {} : { statement }) }
        const id = newId()
        await addEvidence(work, idOf(request), id, facts, () => file === undefined ? contentOfWords(given) : contentOfFile(file))
        await file?.publish(id) // before the commit: a row never points at a file that is not there
        return done(`/actions/${idOf(request)}`, 'evidence_added')
      }
    })
  })
}

/** Neither nothing nor several of the three; and a file that is not taken is told beside what else is wrong, as the page comes back without it. */
function amissIn (typed: Readonly<Record<string, unknown>>, request: FastifyRequest): FieldError[] {
  const file = received.get(request)?.content
  const given = [typed['url'], typed['statement']].filter((text) => String(text ?? '').trim() !== '').length + (file === undefined ? 0 : 1)
  if (given !== 1) return [fieldError('file', oneOfThree)]
  try {
    if (file !== undefined) acceptedType(file)
    return []
  } catch (error) {
    if (!(error instanceof Refusal)) throw error
    return [fieldError('file', error.message)]
  }
}

/** Who may not add evidence here is told before the file is received. */
async function takeForm (services: Services, request: FastifyRequest): Promise<void> {
  const action = await findAction(services.database, request.caller, idOf(request))
  if (!may(request.caller, 'addEvidence', action)) { permit(request, action); return }
  const { fields, file } = await receiveUpload(request, services.files)
  request.body = fields
  if (file === undefined) return
  if (file.size === 0 && file.name === '') { await file.discard(); return } // a browser sends a field of this kind that was left empty, too
  received.set(request, { upload: file, content: await inspectFile(services, request.caller.partnershipId, file) })
}
