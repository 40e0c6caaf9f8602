import { isCurrent } from '../../domain/agency.ts'
import { endOfOverlap, expiryOfSuccessor, refuseBadExpiry, refuseUnlessLive, refuseUnlessMayMake } from '../../domain/api-key.ts'
import { fieldRefusal } from '../../domain/field-refusal.ts'
import { localDateAt } from '../../domain/local-date.ts'
import type { LocalDate } from '../../domain/local-date.ts'
import type { ServiceRole } from '../../domain/person.ts'
import { Refusal } from '../../domain/refusal.ts'
import { newId } from '../../platform/ids.ts'
import { record } from '../events/record.ts'
import type { Work } from '../work.ts'
import { findAgencyValidity, insertKey, lockKey, revokeAll, saveKey } from './key-queries.ts'
import type { ApiKeyRow, Carried, IssuedKey } from './key-queries.ts'
import type { ApiKeyInput } from './key-schemas.ts'
import { lockPerson } from './queries.ts'
import { mintToken } from './token.ts'

/** Makes a service's key; the token in the answer is never seen again. */
export async function createServiceKey (work: Work, input: ApiKeyInput): Promise<IssuedKey> {
  await work.permit()
  const { name, role, agencyId = null, expiresOn } = input
  refuseUnlessMayMake(work.by, role)
  refuseBadExpiry(expiresOn, work.today)
  await refuseBadAgency(work, role, agencyId)
  return issue(work, { name, expiresOn, personId: null, role, agencyId }, { role, agencyId })
}

/** Makes a key with the powers of a person: by that person when signed in, or by the operator. */
export async function createPersonKey (work: Work, personId: string, name: string, expiresOn: LocalDate): Promise<IssuedKey> {
  const { role, agencyId } = await lockPerson(work.tx, work.by.partnershipId, personId)
  refuseBadExpiry(expiresOn, work.today)
  return issue(work, { name, expiresOn, personId, role, agencyId }, { role: null, agencyId: null })
}

/** Ends a key at once; one that has been ended stays as it is. */
export async function revokeKey (work: Work, id: string): Promise<void> {
  const before = await lockKey(work.tx, work.by.partnershipId, id)
  await work.permit()
  work.expect(before.version)
  if (before.revokedAt !== null) return
  saveKey(work.tx, before, { revokedAt: work.now, version: before.version + 1, updatedAt: work.now })
  record(work, 'api_key.revoked', subject(id))
}

/** Ends a key of the person who acts; of nobody else's do they learn that it is there. */
export async function revokeOwnKey (work: Work, id: string): Promise<void> {
  const before = await lockOwnKey(work, id)
  if (before.revokedAt !== null) return
  saveKey(work.tx, before, { revokedAt: work.now, version: before.version + 1, updatedAt: work.now })
  record(work, 'api_key.revoked', subject(id))
}

/** Gives the person who acts a new key in place of one of theirs, which works on for a day. */
export async function rotateOwnKey (work: Work, id: string): Promise<IssuedKey> {
  const before = await lockOwnKey(work, id)
  refuseUnlessLive(before, work.today)
  const { name, role, agencyId, personId } = before
  return succeed(work, before, { name, role, agencyId, personId }, { role: null, agencyId: null })
}

async function lockOwnKey (work: Work, id: string): Promise<ApiKeyRow> {
  const key = await lockKey(work.tx, work.by.partnershipId, id)
  if (key.personId !== work.by.id) throw new Refusal('not-found', 'There is no such key.')
  return key
}

/** Ends every key of a person, in the transaction that makes the person another. */
export async function revokeKeysOf (work: Work, personId: string): Promise<void> {
  const ended = await revokeAll(work.tx, work.by.partnershipId, personId, work.now)
  for (const id of ended) record(work, 'api_key.revoked', subject(id), { after: { personId } })
}

/** Gives a service a new key in place of its old one, which works on for a day. */
export async function rotateKey (work: Work, id: string, expiresOn?: LocalDate): Promise<IssuedKey> {
  const before = await lockKey(work.tx, work.by.partnershipId, id)
  await work.permit()
  const role = roleOfService(before)
  refuseUnlessMayMake(work.by, role)
  work.expect(before.version)
  refuseUnlessLive(before, work.today)
  if (expiresOn !== undefined) refuseBadExpiry(expiresOn, work.today)
  const { name, agencyId } = before
  return succeed(work, before, { name, personId: null, role, agencyId }, { role, agencyId }, expiresOn)
}

/** Makes the successor of a key, as long-lived unless another day is given. */
function succeed (work: Work, before: ApiKeyRow, wanted: Omit<Wanted, 'expiresOn'>, own: Carried, expiresOn?: LocalDate): IssuedKey {
  const until = expiresOn ?? expiryOfSuccessor(before, localDateAt(before.createdAt, work.timeZone), work.today)
  const issued = issue(work, { ...wanted, expiresOn: until }, own)
  const replacedAt = endOfOverlap(work.now)
  saveKey(work.tx, before, { replacedAt, version: before.version + 1, updatedAt: work.now })
  record(work, 'api_key.rotated', subject(before.id), { before: { replacedAt: null }, after: { replacedAt, successorId: issued.id } })
  return issued
}

async function refuseBadAgency (work: Work, role: ServiceRole, agencyId: string | null): Promise<void> {
  if (role === 'coordinator') {
    if (agencyId !== null) throw fieldRefusal('rule-broken', 'agencyId', "A coordinator's key stands for the whole business unit: it has no agency.")
    return
  }
  if (agencyId === null) throw fieldRefusal('rule-broken', 'agencyId', `A ${role}'s key belongs to an agency: name it.`)
  const agency = await findAgencyValidity(work.tx, work.by.partnershipId, agencyId)
  if (agency === undefined) throw fieldRefusal('unknown-reference', 'agencyId', 'This names no agency of the partnership.')
  if (!isCurrent(agency, work.today)) throw fieldRefusal('rule-broken', 'agencyId', 'This agency is not current: its keys would not work.')
}

// Whoever holds a person's key may act as that person: no coordinator may hold it.
function roleOfService ({ personId, role }: ApiKeyRow): ServiceRole {
  if (personId !== null) throw new Refusal('forbidden', 'Only the person whose key it is may rotate it. It can be revoked.')
  return role as ServiceRole // the table's own rule: a key without a person has a service's role
}

type Wanted = Pick<ApiKeyRow, 'name' | 'expiresOn' | 'personId' | 'role' | 'agencyId'>

function issue (work: Work, wanted: Wanted, own: Carried): IssuedKey {
  const id = newId()
  const { token, secretHash, lastFour } = mintToken(id)
  const row: ApiKeyRow = {
    ...wanted,
    partnershipId: work.by.partnershipId,
    id,
    lastFour,
    replacedAt: null,
    revokedAt: null,
    createdById: work.by.id,
    lastUsedAt: null,
    version: 1,
    createdAt: work.now,
    updatedAt: work.now
  }
  insertKey(work.tx, row, own, secretHash)
  const { role, agencyId, personId, expiresOn } = row
  record(work, 'api_key.created', subject(id), { after: { role, agencyId, personId, expiresOn } })
  return { ...row, token }
}

function subject (id: string) {
  return { type: 'api_key', id }
}
