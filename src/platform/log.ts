import { pino } from 'pino'
import type { Logger as PinoLogger } from 'pino'

export type Logger = PinoLogger

/** Lines of JSON; errors by their class and codes alone, since a driver's message may hold what a person wrote. */
export function makeLogger (level: string, destination?: { write: (line: string) => void }): Logger {
  const options = {
    level,
    base: null,
    timestamp: pino.stdTimeFunctions.isoTime,
    formatters: { level: (label: string) => ({ level: label }), log: (fields: Record<string, unknown>) => withhold(fields) },
    serializers: { err: describeError, req: () => undefined, res: () => undefined }
  }
  return pino(options, destination ?? pino.destination(gathered))
}

// Lines wait for company, half a second at most: a write for each costs as much as signing a caller in. What is fatal, and the end, wait for nothing.
const gathered = { dest: 1, sync: false, minLength: 4_096, periodicFlush: 500 }

const withheld = new Set(['authorization', 'token', 'secret', 'email'])

// Fields of a line, their fields, and theirs: no line of ours goes deeper, and what refers to itself comes to an end.
const deepest = 3

/** Keeps secrets and addresses out of a line; pino's own redaction of what lies deeper takes longer than all else that is done for the line. */
function withhold (fields: Record<string, unknown>, depth = 1): Record<string, unknown> {
  const kept: Record<string, unknown> = {}
  for (const name in fields) {
    const value = fields[name]
    kept[name] = withheld.has(name) ? '[not logged]' : depth < deepest && isRecord(value) ? withhold(value, depth + 1) : value
  }
  return kept
}

function isRecord (value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype
}

interface DescribedError { type: string, code?: string, constraint?: string, stack?: string, cause?: DescribedError }

function describeError (error: unknown): DescribedError {
  if (!(error instanceof Error)) return { type: typeof error }
  const fields: DescribedError = { type: error.name }
  if ('code' in error && typeof error.code === 'string') fields.code = error.code
  if ('constraint' in error && typeof error.constraint === 'string') fields.constraint = error.constraint
  const frames = error.stack?.split('\n').filter((line) => /^\s+at /.test(line)).slice(0, 8).map((line) => line.trim()).join(' | ')
  if (frames !== undefined) fields.stack = frames
  if (error.cause !== undefined) fields.cause = describeError(error.cause)
  return fields
}
