import multipart from '@fastify/multipart'
import type { Multipart, MultipartFile } from '@fastify/multipart'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { largestFileBytes } from '../../domain/evidence-file.ts'
import { Refusal } from '../../domain/refusal.ts'
import type { ReceivedFile } from './received-file.ts'
import type { FileStore } from './store.ts'

/** A form with one file: its fields as they came, and the file, received but not yet published. */
export interface Upload {
  readonly fields: Readonly<Record<string, string>>
  readonly file: UploadedFile | undefined
}

export interface UploadedFile extends ReceivedFile {
  readonly name: string
  readonly declaredType: string
}

const mostParts = 20
/** As much as a form without a file may hold: what is too long for its field is then told beside it, and is not lost. */
const longestField = 256 * 1024

/** The routes of this part of the service take forms with a file too. */
export async function takeUploads (app: FastifyInstance, mostBytes = largestFileBytes): Promise<void> {
  // One byte more than is taken, so that the last one tells that there are too many.
  const limits = { parts: mostParts, fields: mostParts, files: 1, fileSize: mostBytes + 1, fieldSize: longestField, fieldNameSize: 100, headerPairs: 20 }
  await app.register(multipart, { limits, throwFileSizeLimit: false })
}

/** Reads a form that holds one `file`, streaming it to disk; whatever is wrong with the form, nothing of it stays. */
export async function receiveUpload (request: FastifyRequest, files: FileStore, mostBytes = largestFileBytes): Promise<Upload> {
  const fields = new Map<string, string>()
  let file: UploadedFile | undefined
  try {
    for await (const part of request.parts()) {
      if (part.type === 'file') file = await receivePart(part, files, mostBytes)
      else addField(fields, part)
    }
  } catch (error) {
    await file?.discard()
    request.raw.unpipe().resume() // what else comes is let pass, so that the client gets to read the answer
    throw asRefusal(error)
  }
  return { fields: Object.fromEntries(fields), file }
}

async function receivePart (part: MultipartFile, files: FileStore, mostBytes: number): Promise<UploadedFile> {
  if (part.fieldname !== 'file') throw malformed(part.fieldname, 'is not a documented file; it is called `file`')
  const received = await files.receive(part.file, mostBytes)
  return Object.assign(received, { name: part.filename ?? '', declaredType: part.mimetype }) // a part may be a file without a name
}

function addField (fields: Map<string, string>, part: Exclude<Multipart, MultipartFile>): void {
  const { fieldname, value } = part
  if (typeof value !== 'string' || fieldname === 'file') throw malformed(fieldname, fieldname === 'file' ? 'has to be a file, with its name' : 'has to be plain text')
  if (fields.has(fieldname)) throw malformed(fieldname, 'is given more than once')
  if (part.valueTruncated || part.fieldnameTruncated) throw new Refusal('payload-too-large', `The field ${fieldname.slice(0, 100)} is too long.`)
  fields.set(fieldname, value)
}

function malformed (field: string, detail: string): Refusal {
  const pointer = `/${field.slice(0, 100)}`
  return new Refusal('invalid-request', `${pointer} ${detail}.`, { errors: [{ pointer, detail }] })
}

/** What the form's reader complains of is the caller's doing; a fault of the disk is not. */
function asRefusal (error: unknown): unknown {
  if (error instanceof Refusal || !(error instanceof Error) || 'syscall' in error) return error
  if ('code' in error && error.code === 'FST_FILES_LIMIT') return malformed('file', 'is given more than once')
  if ('statusCode' in error && error.statusCode === 413) return new Refusal('payload-too-large', `A form has one file and ${mostParts} parts at most.`)
  return new Refusal('invalid-request', 'The form is not well-formed multipart/form-data, or ended early.')
}
