import { closeSync, existsSync, fsyncSync, openSync, readFileSync, truncateSync, writeSync } from 'node:fs'

/*
 * A consumer of the feed as somebody else would write it, in a process of its own that may be killed at any
 * moment: node test/faults/consumer.ts, with FEED (the address of the service), TOKEN and LEDGER (its store).
 * What a page told and where to resume are one line of the ledger, written at once: whoever keeps both in one
 * transaction of a database has the same. It reads on for as long as it lives.
 */

const { FEED: feed = '', TOKEN: token = '', LEDGER: ledger = '' } = process.env
const pauseMs = 20

let cursor = lastCursor()
const file = openSync(ledger, 'a')
process.on('exit', () => { closeSync(file) })

for (;;) {
  const page = await read(cursor)
  if (page === undefined || page.data.length === 0) {
    await new Promise((resolve) => setTimeout(resolve, pauseMs))
    continue
  }
  keep(`${JSON.stringify(page)}\n`)
  cursor = page.nextCursor
}

/** Undefined while the service is away. */
async function read (after: string | undefined): Promise<{ data: unknown[], nextCursor: string } | undefined> {
  try {
    const limit = 1 + Math.floor(Math.random() * 200)
    const answer = await fetch(`${feed}/v1/events?limit=${limit}${after === undefined ? '' : `&after=${after}`}`, { headers: { authorization: `Bearer ${token}` } })
    return answer.ok ? await answer.json() as { data: unknown[], nextCursor: string } : undefined
  } catch {
    return undefined
  }
}

/** In two pieces, so that a kill may come between them. */
function keep (line: string): void {
  const half = line.length >> 1
  writeSync(file, line.slice(0, half))
  writeSync(file, line.slice(half))
  fsyncSync(file)
}

/** Where the last whole line says to resume; what a kill cut short never was. */
function lastCursor (): string | undefined {
  const text = existsSync(ledger) ? readFileSync(ledger) : Buffer.alloc(0)
  const end = text.lastIndexOf('\n') + 1
  if (end < text.length) truncateSync(ledger, end)
  const [last] = text.subarray(0, end).toString().trimEnd().split('\n').slice(-1)
  return last === undefined || last === '' ? undefined : (JSON.parse(last) as { nextCursor: string }).nextCursor
}
