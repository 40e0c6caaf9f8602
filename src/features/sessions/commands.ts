import { isCurrent } from '../../domain/agency.ts'
import { localDateAt } from '../../domain/local-date.ts'
import type { Caller } from '../../domain/permission.ts'
import { endOfSession, endOfSignInLink, stateOfSignInLink } from '../../domain/session.ts'
import type { SignInLinkState, SignInWay } from '../../domain/session.ts'
import { newId } from '../../platform/ids.ts'
import { hashSecretToken, mintSecretToken } from '../../platform/secret-token.ts'
import type { Services } from '../../services.ts'
import { record } from '../events/record.ts'
import { actAs } from '../work.ts'
import type { Work } from '../work.ts'
import { deletePastSessions, deleteUnusedLinks, endAllSessions, findSignInLink, insertSession, insertSignInLink, saveSessionEnd, spendSignInLink } from './queries.ts'
import type { PersonAtDoor, SignInLinkRow } from './queries.ts'
import { findPeopleOf } from './identity-queries.ts'

/** Makes a link that signs a person in, once; their earlier ones work no more. */
export function createSignInLink (work: Work, personId: string): string {
  const { token, tokenHash } = mintSecretToken()
  const id = newId()
  const { by: { partnershipId }, now } = work
  deleteUnusedLinks(work.tx, partnershipId, personId)
  insertSignInLink(work.tx, { partnershipId, id, personId, tokenHash, createdAt: now, expiresAt: endOfSignInLink(now), usedAt: null })
  record(work, 'sign_in_link.created', { type: 'sign_in_link', id }, { after: { personId } })
  return token
}

export interface SeenLink { readonly link: SignInLinkRow, readonly state: SignInLinkState }

/** What a link would do; looking at it does nothing. Undefined: there is no such link, or nobody to sign in by it. */
export async function lookAtSignInLink ({ database, clock }: Services, token: string): Promise<SeenLink | undefined> {
  const link = await findSignInLink(database, hashSecretToken(token))
  const now = clock.now()
  if (link === undefined || !mayComeIn(link, now)) return undefined
  return { link, state: stateOfSignInLink(link, now) }
}

/** Signs in by a link: gives the token of the session; undefined where the link opens nothing. */
export async function useSignInLink (services: Services, token: string, requestId: string): Promise<string | undefined> {
  const seen = await lookAtSignInLink(services, token)
  if (seen?.state !== 'open') return undefined
  return await actAs(services, { by: callerOf(seen.link), timeZone: seen.link.timeZone, requestId }, async (work) =>
    await spendSignInLink(work.tx, seen.link, work.now) ? startSession(work, 'link') : undefined)
}

/** Starts a session of the person who acts; its token is new, whatever cookie came with the request. */
export function startSession (work: Work, way: SignInWay, sealIdToken?: (sessionId: string) => string): string {
  const { token, tokenHash } = mintSecretToken()
  const { tx, now, by: { partnershipId, id: personId } } = work
  const id = newId()
  deletePastSessions(tx, partnershipId, personId, now)
  insertSession(tx, { partnershipId, id, personId, way, tokenHash, startedAt: now, lastSeenAt: now, expiresAt: endOfSession(now), endedAt: null, idToken: sealIdToken?.(id) ?? null })
  record(work, 'session.started', subjectOf(id), { after: { personId, way } })
  return token
}

/** Signs out. */
export async function endSession (work: Work, id: string): Promise<void> {
  if (await saveSessionEnd(work.tx, work.by.partnershipId, id, work.now)) record(work, 'session.ended', subjectOf(id), { after: { personId: work.by.id } })
}

/** Signs a person out everywhere, in the transaction that makes the person another, or sends them away. */
export async function endSessionsOf (work: Work, personId: string): Promise<void> {
  deleteUnusedLinks(work.tx, work.by.partnershipId, personId)
  for (const id of await endAllSessions(work.tx, work.by.partnershipId, personId, work.now)) record(work, 'session.ended', subjectOf(id), { after: { personId } })
}

/** Ends the sessions of whom a provider has signed out, in whichever partnerships they came in by it. */
export async function endSessionsOfIdentity (services: Services, { issuer, subject }: { issuer: string, subject: string }, requestId: string): Promise<void> {
  for (const person of await findPeopleOf(services.database, issuer, subject)) {
    await actAs(services, { by: callerOf(person), timeZone: person.timeZone, requestId }, async (work) => {
      for (const id of await endAllSessions(work.tx, person.partnershipId, person.personId, work.now, 'openid_connect')) record(work, 'session.ended', subjectOf(id), { after: { personId: person.personId } })
    })
  }
}

/** Who is active, of an agency that is current, may come in. */
export function mayComeIn ({ active, agency, timeZone }: PersonAtDoor, now: string): boolean {
  return active && isCurrent(agency, localDateAt(now, timeZone))
}

/** A person who signed in is a caller like any other, without a key. */
export function callerOf ({ personId, name, role, agencyId, partnershipId }: PersonAtDoor): Caller {
  return { kind: 'person', id: personId, keyId: null, name, role, agencyId, partnershipId }
}

function subjectOf (id: string) {
  return { type: 'session', id }
}
