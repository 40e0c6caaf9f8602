import { Readable } from 'node:stream'
import { ZipFile } from 'yazl'
import type { Table } from './table.ts'
import { contentTypes, packageLinks, sheetNames, styles, workbook, workbookLinks } from './xlsx-parts.ts'
import { sheetOf } from './xlsx-sheet.ts'

export const xlsxType = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet'

/**
 * Tables as an Excel workbook, a sheet each. Every text is a text, never a formula; numbers, days
 * and instants are what they are. Reads rows as fast as it is read, and the same rows give the same bytes.
 */
export function writeXlsx (...tables: readonly Table[]): Readable {
  const zip = new ZipFile()
  const file = zip.outputStream as Readable // a PassThrough, whatever the types say
  const names = sheetNames(tables.map(({ name }) => name))
  zip.addBuffer(Buffer.from(contentTypes(names)), '[Content_Types].xml', asAlways)
  zip.addBuffer(Buffer.from(packageLinks), '_rels/.rels', asAlways)
  zip.addBuffer(Buffer.from(workbook(names)), 'xl/workbook.xml', asAlways)
  zip.addBuffer(Buffer.from(workbookLinks(names)), 'xl/_rels/workbook.xml.rels', asAlways)
  zip.addBuffer(Buffer.from(styles), 'xl/styles.xml', asAlways)
  for (const [index, table] of tables.entries()) {
    const sheet = Readable.from(sheetOf(table, index === 0), { objectMode: false })
    sheet.on('error', (error) => { file.destroy(error) }) // the library minds neither end
    file.once('close', () => { sheet.destroy() })
    zip.addReadStream(sheet, `xl/worksheets/sheet${index + 1}.xml`, asAlways)
  }
  zip.end()
  return file
}

// One time for all files, in the form that knows no zone; the least effort makes the XML a tenth of its size already.
const asAlways = { mtime: new Date(1980, 0, 1), forceDosTimestamp: true, compressionLevel: 1 }
