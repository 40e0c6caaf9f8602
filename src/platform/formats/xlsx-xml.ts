import type { Readable } from 'node:stream'
import { SaxesParser } from 'saxes'
import { refuse } from './xlsx-package.ts'
import { UnreadableFile } from './unreadable-file.ts'

export interface XmlListener {
  /** Names come without their namespace's prefix. */
  opened: (name: string, attributes: Readonly<Record<string, string>>) => void
  closed?: (name: string) => void
  text?: (text: string) => void
  /** After each piece that was read; what it waits for, the reading waits for. True: enough. */
  pause?: () => Promise<boolean>
}

// Ours are some ten deep. Without a limit, a file of nothing but openings fills the memory.
const deepest = 64
// Between two tags: a cell has 32,767 characters, each of which may be written with ten.
const longestWithoutTag = 400_000

/** Reads XML a piece at a time. Takes no document type: with it went every entity that is not XML's own. */
export async function readXml (content: Readable, listener: XmlListener): Promise<void> {
  const parser = parserFor(listener)
  const decoder = new TextDecoder('utf-8', { fatal: true })
  let sinceTag = 0
  try {
    for await (const chunk of content as AsyncIterable<Buffer>) {
      const text = decoder.decode(chunk, { stream: true })
      const lastTag = text.lastIndexOf('>')
      sinceTag = lastTag === -1 ? sinceTag + text.length : text.length - lastTag
      if (sinceTag > longestWithoutTag) throw new UnreadableFile('The workbook holds a text that is longer than a cell can be.')
      parser.write(text)
      if (await listener.pause?.() === true) return
    }
    parser.close()
  } catch (error) {
    refuse(error)
  } finally {
    content.destroy()
  }
}

function parserFor ({ opened, closed, text }: XmlListener): SaxesParser<{ position: false, xmlns: false }> {
  const parser = new SaxesParser<{ position: false, xmlns: false }>({ position: false, xmlns: false })
  let depth = 0
  parser.on('doctype', () => { throw new UnreadableFile('The workbook declares a document type, which no spreadsheet writes.') })
  parser.on('error', (error) => { throw error })
  parser.on('opentag', ({ name, attributes }) => {
    if (++depth > deepest) throw new UnreadableFile('The workbook’s XML is nested deeper than any spreadsheet writes it.')
    opened(localName(name), attributes)
  })
  parser.on('closetag', ({ name }) => {
    depth--
    closed?.(localName(name))
  })
  if (text !== undefined) parser.on('text', text)
  if (text !== undefined) parser.on('cdata', text)
  return parser
}

function localName (name: string): string {
  return name.slice(name.indexOf(':') + 1)
}
