import { fieldError } from './field-refusal.ts'
import { Refusal } from './refusal.ts'

/** What a file may be, and how the names of such files end. Nothing that a browser would run. */
export const fileTypes = [
  { mediaType: 'application/pdf', endings: ['pdf'], words: 'a PDF' },
  { mediaType: 'application/vnd.openxmlformats-officedocument.wordprocessingml.document', endings: ['docx'], words: 'a Word document' },
  { mediaType: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet', endings: ['xlsx'], words: 'an Excel workbook' },
  { mediaType: 'image/png', endings: ['png'], words: 'a PNG image' },
  { mediaType: 'image/jpeg', endings: ['jpg', 'jpeg'], words: 'a JPEG image' },
  { mediaType: 'text/csv', endings: ['csv'], words: 'a table (CSV)' },
  { mediaType: 'text/plain', endings: ['txt'], words: 'plain text' }
] as const

export type FileMediaType = typeof fileTypes[number]['mediaType']

/** 25 MiB (API.md). */
export const largestFileBytes = 25 * 1024 * 1024

/** Beyond what any camera makes; a small file that claims more would exhaust whoever opens it. */
export const mostPixels = 250_000_000

/** What was found in a file, and what its sender says of it. */
export interface SentFile {
  readonly name: string
  readonly declaredType: string
  readonly size: number
  /** By its bytes; a plain text for CSV too, undefined for anything that is not taken. */
  readonly foundType: FileMediaType | undefined
  readonly pixels: number
}

/** The type of a file by its content; refuses what is empty, not taken, or not what its name and sender say. */
export function acceptedType (file: SentFile): FileMediaType {
  if (file.size === 0) throw wrong('The file is empty.')
  if (file.foundType === undefined) throw notTaken()
  if (file.pixels > mostPixels) throw wrong(`The image claims ${file.pixels} pixels; ${mostPixels} are the most.`)
  const byName = typeByName(file.name)
  const found = file.foundType === 'text/plain' && byName === 'text/csv' ? byName : file.foundType
  if (hasEnding(file.name) && byName !== found) throw wrong(`${file.name} is not what its name says: it holds ${inWords(found)}. Choose another file, or let its name end in .${endingFor(found)}.`)
  if (isTaken(file.declaredType) && family(file.declaredType) !== family(found)) throw wrong(`The file holds ${inWords(found)} (${found}), and was sent as ${file.declaredType}.`)
  return found
}

/** How a file's name ends, in small letters, without the dot; empty when it has no ending. */
export function endingOf (name: string): string {
  return /[^.]\.([a-z0-9]{1,10})$/i.exec(name)?.[1]?.toLowerCase() ?? ''
}

function hasEnding (name: string): boolean {
  return endingOf(name) !== ''
}

function typeByName (name: string): FileMediaType | undefined {
  const ending = endingOf(name)
  return fileTypes.find(({ endings }) => endings.some((known) => known === ending))?.mediaType
}

function inWords (type: FileMediaType): string {
  return fileTypes.find(({ mediaType }) => mediaType === type)?.words ?? type
}

function endingFor (type: FileMediaType): string {
  return fileTypes.find(({ mediaType }) => mediaType === type)?.endings[0] ?? ''
}

function isTaken (mediaType: string): boolean {
  return fileTypes.some((known) => known.mediaType === mediaType)
}

/** A table of values is a plain text, and senders call it either. */
function family (mediaType: string): string {
  return mediaType === 'text/csv' ? 'text/plain' : mediaType
}

function wrong (message: string): Refusal {
  return new Refusal('rule-broken', message, { errors: [fieldError('file', message)] })
}

function notTaken (): Refusal {
  const known = fileTypes.map(({ words }) => words).join(', ')
  return new Refusal('unsupported-media-type', `The file holds none of what is taken: ${known}. Old, encrypted and macro-carrying documents are not taken; a text has to be in UTF-8 or an older 8-bit encoding.`)
}
