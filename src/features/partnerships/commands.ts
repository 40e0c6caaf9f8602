import { difference } from '../../domain/event.ts'
import { fieldRefusal } from '../../domain/field-refusal.ts'
import { createAgency } from '../agencies/commands.ts'
import type { AgencyRow } from '../agencies/queries.ts'
import { record } from '../events/record.ts'
import { createPerson } from '../people/commands.ts'
import type { PersonRow } from '../people/queries.ts'
import type { Work } from '../work.ts'
import { insertPartnership, lockPartnership, savePartnership } from './queries.ts'
import type { PartnershipRow } from './queries.ts'
import type { PartnershipPatch } from './schemas.ts'

export interface PartnershipInput {
  /** Lower-case letters, digits and hyphens; it does not change. */
  readonly code: string
  readonly name: string
  readonly timeZone?: string
  /** The first: whoever makes the others. */
  readonly coordinator: { readonly name: string, readonly email: string }
}

/** Founds a partnership with its business unit and its first coordinator: the operator's work, done as `systemCaller(<its new id>)`. */
export async function createPartnership (work: Work, input: PartnershipInput): Promise<{ partnership: PartnershipRow, businessUnit: AgencyRow, coordinator: PersonRow }> {
  const { code, name, timeZone = 'Europe/London' } = input
  refuseBadCode(code)
  refuseUnknownTimeZone(timeZone)
  const partnership: PartnershipRow = {
    id: work.by.partnershipId, code, name, timeZone, impactReviewMonths: [6, 12], retentionYears: 10, accountRetentionYears: 2, legalHold: false,
    version: 1, createdAt: work.now, updatedAt: work.now
  }
  await insertPartnership(work.tx, partnership)
  record(work, 'partnership.created', { type: 'partnership', id: partnership.id }, { after: told(partnership) })
  const businessUnit = await createAgency(work, { code: 'business-unit', name: 'Business unit', kind: 'partnership_business_unit' })
  const coordinator = await createPerson(work, { ...input.coordinator, agencyId: businessUnit.id, role: 'coordinator' })
  return { partnership, businessUnit, coordinator }
}

/** Changes the settings of the caller's partnership. */
export async function updatePartnership (work: Work, patch: PartnershipPatch): Promise<PartnershipRow> {
  const before = await lockPartnership(work.tx, work.by.partnershipId)
  await work.permit()
  work.expect(before.version)
  const after = changedBy(patch, before, work.now)
  refuseUnknownTimeZone(after.timeZone)
  refuseUnordered(after.impactReviewMonths)
  savePartnership(work.tx, after)
  record(work, 'partnership.updated', { type: 'partnership', id: after.id }, difference(told(before), told(after)))
  return after
}

function changedBy (patch: PartnershipPatch, before: PartnershipRow, now: string): PartnershipRow {
  return {
    ...before,
    name: patch.name ?? before.name,
    timeZone: patch.timeZone ?? before.timeZone,
    impactReviewMonths: patch.signOff?.impactReviewMonths ?? before.impactReviewMonths,
    retentionYears: patch.retention?.years ?? before.retentionYears,
    accountRetentionYears: patch.retention?.accountYears ?? before.accountRetentionYears,
    legalHold: patch.retention?.legalHold ?? before.legalHold,
    version: before.version + 1,
    updatedAt: now
  }
}

function refuseBadCode (code: string): void {
  if (!/^[a-z0-9](?:[a-z0-9-]{0,38}[a-z0-9])?$/.test(code)) throw fieldRefusal('rule-broken', 'code', `A code is up to 40 lower-case letters, digits and hyphens; ${JSON.stringify(code)} is not.`)
}

// `Intl` takes offsets (+01:00) too; they know no summer time.
function refuseUnknownTimeZone (timeZone: string): void {
  try {
    if (/^[A-Za-z]/.test(timeZone)) { new Intl.DateTimeFormat('en', { timeZone }).format(0); return }
  } catch (error) {
    if (!(error instanceof RangeError)) throw error
  }
  throw fieldRefusal('rule-broken', 'timeZone', `${JSON.stringify(timeZone)} is not a time zone; Europe/London is one.`)
}

function refuseUnordered (months: readonly number[]): void {
  if (months.some((month, place) => place > 0 && month <= (months[place - 1] ?? 0))) throw fieldRefusal('rule-broken', 'signOff/impactReviewMonths', 'The months are given in ascending order.')
}

function told ({ code, name, timeZone, impactReviewMonths, retentionYears, accountRetentionYears, legalHold }: PartnershipRow) {
  return { code, name, timeZone, impactReviewMonths, retentionYears, accountRetentionYears, legalHold }
}
