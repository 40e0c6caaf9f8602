import { UnknownOutcome } from './transaction.ts'

interface DatabaseProblem {
  readonly code: 'already-exists' | 'unknown-reference' | 'rule-broken' | 'invalid-request' | 'unavailable' | 'database-read-only' | 'outcome-unknown'
  readonly detail: string
}

/** What a fault of the database means to a caller; undefined when it is not the database's. */
export function databaseProblem (error: unknown): DatabaseProblem | undefined {
  if (error instanceof UnknownOutcome) return outcomeUnknown
  const state = sqlState(error)
  if (state === undefined) return isConnectionLost(error) ? unavailable : undefined
  return byState[state] ?? byClass[state.slice(0, 2)]
}

const passing: ReadonlySet<string | undefined> = new Set(['unavailable', 'outcome-unknown', 'database-read-only'])

/** The database is away, takes no changes for now, or went in the middle of a commit: it says nothing of what was asked, which may be asked again where it does no harm twice. */
export function isDatabaseAway (error: unknown): boolean {
  return passing.has(databaseProblem(error)?.code)
}

/** Two transactions met; the loser may simply try again. */
export function isWorthRetrying (error: unknown): boolean {
  const state = sqlState(error)
  return state === '40001' || state === '40P01'
}

/** The statement took longer than one may. */
export function wasCutOff (error: unknown): boolean {
  return sqlState(error) === '57014'
}

/** The name of the constraint that refused, so that a command can say it in its own words. */
export function violatedConstraint (error: unknown): string | undefined {
  if (!(error instanceof Error) || !('constraint' in error)) return undefined
  return typeof error.constraint === 'string' ? error.constraint : undefined
}

/**
 * Awaits a write, and tells in our words what the database refuses by one of these constraints. It knows at once, and
 * under its locks, what is taken and what is not there: it is asked once, not first by a query and then by the write.
 */
export async function inOurWords (write: Promise<unknown>, refusals: Readonly<Record<string, () => Error>>): Promise<void> {
  try {
    await write
  } catch (error) {
    throw refusals[violatedConstraint(error) ?? '']?.() ?? error
  }
}

const unavailable: DatabaseProblem = { code: 'unavailable', detail: 'The database cannot be reached or is too busy. Nothing was changed.' }
const outcomeUnknown: DatabaseProblem = { code: 'outcome-unknown', detail: 'The connection was lost while the change was being confirmed. Repeat the request with the same Idempotency-Key.' }

// https://www.postgresql.org/docs/current/errcodes-appendix.html
const byState: Readonly<Record<string, DatabaseProblem>> = {
  23505: { code: 'already-exists', detail: 'Another record of the partnership already has this value.' },
  23503: { code: 'unknown-reference', detail: 'The request points at something that does not exist in your partnership.' },
  23514: { code: 'rule-broken', detail: 'The change would break a rule that the records must keep.' },
  '22P02': { code: 'invalid-request', detail: 'A value is not of its documented form.' },
  '22P05': { code: 'invalid-request', detail: 'A text holds a character that cannot be stored.' },
  22021: { code: 'invalid-request', detail: 'A text holds a character that cannot be stored.' },
  25006: { code: 'database-read-only', detail: 'The database takes no changes at the moment.' },
  40001: unavailable,
  '40P01': unavailable,
  '55P03': unavailable,
  57014: unavailable
}

// Connection exceptions, insufficient resources, operator intervention, transaction timeouts.
const byClass: Readonly<Record<string, DatabaseProblem>> = {
  '08': unavailable, 53: unavailable, 57: unavailable, 25: unavailable, 28: unavailable, '3D': unavailable
}

/** PostgreSQL's own code for what went wrong; undefined when it was not PostgreSQL that said so. */
export function sqlState (error: unknown): string | undefined {
  if (!(error instanceof Error) || !('code' in error) || typeof error.code !== 'string') return undefined
  return /^[0-9A-Z]{5}$/.test(error.code) && 'severity' in error ? error.code : undefined
}

// The driver has no codes for these; its texts are fixed by node_modules/pg*, and test/platform/database.test.ts meets each.
const connectionTexts = [
  'timeout exceeded when trying to connect', 'Connection terminated', 'Client has encountered a connection error',
  'Query read timeout', 'Client was closed', 'Cannot use a pool after calling end', 'The commit became a rollback'
]
const connectionCodes = new Set(['ECONNREFUSED', 'ECONNRESET', 'EPIPE', 'ETIMEDOUT', 'ENOTFOUND', 'EAI_AGAIN', 'ENOENT', 'EHOSTUNREACH'])

function isConnectionLost (error: unknown): boolean {
  if (!(error instanceof Error)) return false
  if (error instanceof AggregateError) return error.errors.some(isConnectionLost) // a host name with several addresses
  if ('syscall' in error && 'code' in error && typeof error.code === 'string' && connectionCodes.has(error.code)) return true
  return connectionTexts.some((text) => error.message.startsWith(text))
}
