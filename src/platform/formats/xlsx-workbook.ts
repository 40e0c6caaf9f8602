import { posix } from 'node:path'
import type { XlsxPackage } from './xlsx-package.ts'
import { readXml } from './xlsx-xml.ts'
import { UnreadableFile } from './unreadable-file.ts'

export interface Workbook {
  /** The sheets that are shown, in their order. */
  readonly sheets: ReadonlyArray<{ readonly name: string, readonly part: string }>
  /** Days are counted from 1904, as Excel for the Mac did. */
  readonly from1904: boolean
  readonly texts: readonly string[]
}

/** What a sheet cannot be understood without: which there are, from when days are counted, and the texts that cells share. */
export async function readWorkbook (zip: XlsxPackage): Promise<Workbook> {
  const part = await mainPart(zip)
  const links = await linksOf(zip, part)
  const sheets: Array<{ name: string, part: string }> = []
  let from1904 = false
  await readXml(await zip.open(part), {
    opened: (name, attributes) => {
      if (name === 'workbookPr') from1904 = ['1', 'true'].includes(attributes['date1904'] ?? '')
      const target = name === 'sheet' ? links.get(attributes['r:id'] ?? idIn(attributes)) : undefined
      if (target !== undefined && (attributes['state'] ?? 'visible') === 'visible') sheets.push({ name: attributes['name'] ?? '', part: target.part })
    }
  })
  const shared = [...links.values()].find(({ type }) => type.endsWith('/sharedStrings'))
  return { sheets, from1904, texts: shared === undefined ? [] : await textsOf(zip, shared.part) }
}

/** The prefix of an attribute is its writer's choice. */
function idIn (attributes: Readonly<Record<string, string>>): string {
  return Object.entries(attributes).find(([name]) => name.endsWith(':id'))?.[1] ?? ''
}

async function mainPart (zip: XlsxPackage): Promise<string> {
  const links = await linksOf(zip, '')
  return [...links.values()].find(({ type }) => type.endsWith('/officeDocument'))?.part ?? 'xl/workbook.xml'
}

interface Link { readonly type: string, readonly part: string }

async function linksOf (zip: XlsxPackage, part: string): Promise<Map<string, Link>> {
  const links = new Map<string, Link>()
  const folder = posix.dirname(part)
  await readXml(await zip.open(posix.join(folder, '_rels', `${posix.basename(part)}.rels`)), {
    opened: (name, { Id: id, Type: type = '', Target: target = '', TargetMode: mode }) => {
      if (name === 'Relationship' && id !== undefined && mode !== 'External') links.set(id, { type, part: target.startsWith('/') ? target.slice(1) : posix.join(folder, target) })
    }
  })
  return links
}

// The largest plan that is taken, 50,000 rows of 10 MiB packed, has a tenth of these.
const mostTexts = 1_000_000
const mostCharacters = 24 * 1024 * 1024

async function textsOf (zip: XlsxPackage, part: string): Promise<string[]> {
  const texts: string[] = []
  const reading = textReader('si', (text) => {
    characters += text.length
    texts.push(text)
    if (texts.length > mostTexts || characters > mostCharacters) throw new UnreadableFile('The workbook holds more text than is read.')
  })
  let characters = 0
  await readXml(await zip.open(part), reading)
  return texts
}

interface TextReader {
  readonly opened: (name: string) => void
  readonly closed: (name: string) => void
  readonly text: (text: string) => void
}

/** The text within each element of a name: its pieces of rich text together, without how it is pronounced. */
export function textReader (element: string, found: (text: string) => void): TextReader {
  let [text, takes, isPhonetic] = ['', false, false]
  return {
    opened: (name) => {
      if (name === element) text = ''
      if (name === 'rPh') isPhonetic = true
      takes = name === 't' && !isPhonetic
    },
    closed: (name) => {
      takes = false
      if (name === 'rPh') isPhonetic = false
      if (name === element) found(unescaped(text))
    },
    text: (piece) => { if (takes) text += piece }
  }
}

/** What XML cannot hold is written _x000D_. */
function unescaped (text: string): string {
  return text.includes('_x') ? text.replace(/_x([0-9A-Fa-f]{4})_/g, (_, code: string) => String.fromCharCode(Number.parseInt(code, 16))) : text
}
