/**
 * Every way in which a rule says no. A code is a fact in kebab-case; the status
 * and title that a caller sees stand in one table, platform/http/problems.ts,
 * which does not compile while a code has none.
 */
export const refusalCodes = [
  // shape of the request
  'invalid-request',
  'malformed-cursor',
  'malformed-if-match',
  'malformed-idempotency-key',
  'payload-too-large',
  'unsupported-media-type',
  'range-not-satisfiable',
  // who is asking
  'unauthenticated',
  'forbidden',
  'forbidden-move',
  'forbidden-evidence',
  'separation-of-duties',
  // what is asked for
  'not-found',
  'content-missing',
  // preconditions
  'precondition-required',
  'stale-version',
  'stale-content',
  // state
  'move-not-allowed',
  'evidence-missing',
  'action-not-open',
  'action-not-completed',
  'extension-overtaken',
  'already-decided',
  'content-withheld',
  'due-date-fixed',
  'already-exists',
  'still-in-use',
  'last-coordinator',
  'person-erased',
  'key-not-live',
  'legal-hold',
  'series-begun',
  'playbook-applied',
  'recommendation-not-accepted',
  'import-under-way',
  'idempotency-in-flight',
  // rules
  'transition-incomplete',
  'rule-broken',
  'unknown-reference',
  'idempotency-key-reused',
  'extension-not-later',
  'reason-required',
  'file-not-readable',
  'columns-not-understood',
  'personal-data-suspected',
  // the machine
  'storage-full'
] as const

export type RefusalCode = typeof refusalCodes[number]

/** A rule of the domain says no; the caller is told which and why. */
export class Refusal extends Error {
  readonly code: RefusalCode
  readonly facts: Readonly<Record<string, unknown>>

  constructor (code: RefusalCode, message: string, facts: Readonly<Record<string, unknown>> = {}) {
    super(message)
    this.name = 'Refusal'
    this.code = code
    this.facts = facts
  }
}
