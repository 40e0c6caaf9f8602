import type { Logger } from '../log.ts'

type Level = 'error' | 'warning' | 'info' | 'debug'

// That a job was done is not news; that one failed is logged where it failed.
const levels: Readonly<Record<Level, 'warn' | 'debug'>> = { error: 'warn', warning: 'warn', info: 'debug', debug: 'debug' }

/** What the job library has to say, as lines of our log. Its own texts may quote the database: the error is told by its class and code. */
export function jobLog (log: Logger): () => (level: string, message: string, meta?: Record<string, unknown>) => void {
  return () => (level, message, meta) => {
    const method = levels[level as Level] ?? 'debug' // its own four
    if (method === 'warn') log.warn({ err: meta?.['error'] }, `jobs: ${firstWords(message)}`)
    else log.debug(`jobs: ${firstWords(message)}`)
  }
}

// Up to what it quotes; the level says already that it is a warning.
function firstWords (message: string): string {
  return message.replace(/^WARNING: /, '').split(/[:'\n(]/, 1)[0]?.trim() ?? ''
}
