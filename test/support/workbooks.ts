import { buffer } from 'node:stream/consumers'
import { ZipFile } from 'yazl'

const main = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main'
const office = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships'
const packaged = 'http://schemas.openxmlformats.org/package/2006/relationships'

export interface WorkbookParts {
  /** The XML within `sheetData`, of each sheet. */
  readonly sheets: readonly string[]
  readonly sharedStrings?: string
  /** Attributes of `workbookPr`. */
  readonly properties?: string
  /** Further parts, or others in the place of these. */
  readonly parts?: Readonly<Record<string, string | Buffer>>
}

/** A workbook as other programs write it: its XML by hand. */
export async function workbookOf ({ sheets, sharedStrings, properties = '', parts = {} }: WorkbookParts): Promise<Uint8Array<ArrayBuffer>> {
  const names = sheets.map((_, index) => `sheet${index + 1}`)
  const shared = sharedStrings === undefined ? '' : `<Relationship Id="s" Type="${office}/sharedStrings" Target="sharedStrings.xml"/>`
  return await zipOf({
    '_rels/.rels': `<Relationships xmlns="${packaged}"><Relationship Id="w" Type="${office}/officeDocument" Target="xl/workbook.xml"/></Relationships>`,
    'xl/workbook.xml': `<workbook xmlns="${main}" xmlns:r="${office}"><workbookPr ${properties}/><sheets>${names.map((name, index) => `<sheet name="${name}" sheetId="${index + 1}" r:id="${name}"/>`).join('')}</sheets></workbook>`,
    'xl/_rels/workbook.xml.rels': `<Relationships xmlns="${packaged}">${names.map((name) => `<Relationship Id="${name}" Type="${office}/worksheet" Target="/xl/${name}.xml"/>`).join('')}${shared}</Relationships>`,
    ...(sharedStrings === undefined ? {} : { 'xl/sharedStrings.xml': `<sst xmlns="${main}">${sharedStrings}</sst>` }),
    ...Object.fromEntries(sheets.map((rows, index) => [`xl/${names[index]}.xml`, `<worksheet xmlns="${main}"><sheetData>${rows}</sheetData></worksheet>`])),
    ...parts
  })
}

export async function zipOf (parts: Readonly<Record<string, string | Buffer>>): Promise<Uint8Array<ArrayBuffer>> {
  const zip = new ZipFile()
  for (const [name, content] of Object.entries(parts)) zip.addBuffer(typeof content === 'string' ? Buffer.from(content) : content, name)
  zip.end()
  return new Uint8Array(await buffer(zip.outputStream as NodeJS.ReadableStream as AsyncIterable<Uint8Array> & NodeJS.ReadableStream))
}

/** A row of texts, as `sheetData` has it. */
export function rowOf (number: number, cells: readonly string[]): string {
  return `<row r="${number}">${cells.map((cell) => `<c t="inlineStr"><is><t>${cell}</t></is></c>`).join('')}</row>`
}
