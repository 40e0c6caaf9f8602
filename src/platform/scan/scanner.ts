import type { Readable } from 'node:stream'

/** What a scanner says of a file; `pending` when it did not say either. */
export type Verdict = 'clean' | 'infected' | 'pending'

/** Looks for malware, until the deadline. It never throws for being away: what it has not passed simply stays pending. */
export interface Scanner {
  scan: (content: Readable, deadline: AbortSignal) => Promise<Verdict>
}
