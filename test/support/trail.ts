import { writeFileSync } from 'node:fs'
import type { Client } from './client.ts'

export interface TrailEntry { sequence: number, hash: string, digest?: string, [field: string]: unknown }

/** Reads the whole trail with its proof, as an auditor does: page by page. */
export async function readTrail (client: Client, query = ''): Promise<TrailEntry[]> {
  const entries: TrailEntry[] = []
  for (let after = ''; ;) {
    const { body } = await client('GET', `/v1/events?proof=true&limit=100&${query}${after === '' ? '' : `&after=${after}`}`)
    if (body.data.length === 0) return entries
    entries.push(...body.data)
    after = body.nextCursor
  }
}

/** Writes it down, two entries a page: a page a line. */
export function writeTrail (path: string, entries: readonly TrailEntry[]): string {
  const pages = Array.from({ length: Math.ceil(entries.length / 2) }, (_none, page) => ({ data: entries.slice(page * 2, page * 2 + 2), nextCursor: 'x' }))
  writeFileSync(path, pages.map((page) => `${JSON.stringify(page)}\n`).join(''))
  return path
}
