import { createHash } from 'node:crypto'
import { acceptedType } from '../../domain/evidence-file.ts'
import type { SentFile } from '../../domain/evidence-file.ts'
import { formOf } from '../../domain/evidence.ts'
import type { Scan } from '../../domain/evidence.ts'
import { cleanFileName } from '../../domain/evidence-file-name.ts'
import { sniff } from '../../platform/files/sniff.ts'
import type { UploadedFile } from '../../platform/files/upload.ts'
import type { Services } from '../../services.ts'
import type { EvidenceRow } from './queries.ts'

/** What a piece of evidence is made of, as its row says it. */
export type Content = Pick<EvidenceRow, 'form' | 'url' | 'statement' | 'fileName' | 'mediaType' | 'size' | 'sha256' | 'scan'>

/** A file that came in: what was found in it, and how it is stored for good. */
export interface FileContent extends SentFile {
  readonly sha256: string
  readonly scan: Scan
  publish: (evidenceId: string) => Promise<void>
}

/** How long an upload waits for the scanner; what it has not looked at by then is scanned behind the upload. */
const scanWithinMs = 10_000

/** Looks at a file before anything is held for it: what it is, and what the scanner says. */
export async function inspectFile (services: Pick<Services, 'files' | 'scanner'>, partnershipId: string, file: UploadedFile): Promise<FileContent> {
  const [found, scan] = await Promise.all([
    sniff(file.path, file.size),
    services.scanner === undefined ? 'skipped' as const : services.scanner.scan(file.read(), AbortSignal.timeout(scanWithinMs))
  ])
  return {
    name: cleanFileName(file.name),
    declaredType: file.declaredType,
    size: file.size,
    foundType: found.type,
    pixels: found.pixels,
    sha256: file.sha256,
    scan,
    publish: async (evidenceId) => { await services.files.publish(file, fileKey({ partnershipId, id: evidenceId })) }
  }
}

/** Where a piece's file is in the store. */
export function fileKey ({ partnershipId, id }: Pick<EvidenceRow, 'partnershipId' | 'id'>): string {
  return `${partnershipId}/${id}`
}

/** The content of a file, if it is one that is taken. */
export function contentOfFile (file: FileContent): Content {
  return { form: 'file', url: null, statement: null, fileName: file.name, mediaType: acceptedType(file), size: file.size, sha256: file.sha256, scan: file.scan }
}

/** The content of a link or a statement, if it is one of the two. A link is kept, and never followed. */
export function contentOfWords (words: { readonly url?: string, readonly statement?: string }): Content {
  const { url = null, statement = null } = words
  const form = formOf(words)
  const bytes = Buffer.from(url ?? statement ?? '')
  const mediaType = form === 'link' ? 'text/uri-list' : 'text/plain'
  return { form, url, statement, fileName: null, mediaType, size: bytes.length, sha256: createHash('sha256').update(bytes).digest('hex'), scan: 'skipped' }
}
