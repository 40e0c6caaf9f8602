import { xlsxType } from '../formats/xlsx.ts'

interface Described {
  readonly parameters?: ReadonlyArray<{ readonly name: string, readonly in: string }>
  readonly responses?: Readonly<Record<string, { content?: Record<string, object>, headers?: Record<string, object> }>>
}

interface Paths { readonly paths?: Readonly<Record<string, Readonly<Record<string, unknown>>>> }

/** Says of every operation that takes `format` that its answer can be had as a file; the routes' schemas speak of JSON alone. */
export function describeFiles<Document extends object> (document: Document): Document {
  const { paths = {} } = document as Paths // OpenAPI
  for (const operations of Object.values(paths)) {
    for (const { parameters = [], responses } of Object.values(operations) as Described[]) {
      const isExportable = parameters.some(({ name, in: place }) => name === 'format' && place === 'query')
      const answer = responses?.['200']
      if (isExportable && answer !== undefined) answer.content = { ...answer.content, ...files }
    }
  }
  return document
}

const files = {
  'text/csv': { schema: { type: 'string', contentMediaType: 'text/csv', description: 'Everything that fits the filters, in UTF-8 with a byte order mark, CRLF between lines; columns are named as the fields of the JSON.' } },
  [xlsxType]: { schema: { type: 'string', contentMediaType: xlsxType, description: 'The same as an Excel workbook.' } }
}
