import { decodeJwt } from 'jose'
import { Refusal } from '../../domain/refusal.ts'
import type { BriefMemory } from '../../platform/brief-memory.ts'
import type { Clock } from '../../platform/clock.ts'
import type { Database } from '../../platform/database/database.ts'
import { everywhere } from '../../platform/database/tenancy.ts'
import { sameIssuer } from '../../platform/openid/provider.ts'
import type { Provider } from '../../platform/openid/provider.ts'
import type { Authenticate } from '../people/authentication.ts'
import { callerOf, mayComeIn } from './commands.ts'
import { findPeopleOf } from './identity-queries.ts'
import type { KnownPerson } from './identity-queries.ts'

/** Tells who holds an access token of one of the providers; the people it may be are looked up at most once a second. */
export function accessTokenAuthenticator (providers: readonly Provider[], database: Database, clock: Clock, known: BriefMemory<KnownPerson[]>): Authenticate {
  return async (token, partnership) => {
    const identity = await issuerOf(providers, token)?.holderOf(token)
    if (identity === undefined) return undefined
    const { issuer, subject } = identity
    const all = await known.read(JSON.stringify([issuer, subject]), async () => await everywhere(async () => await findPeopleOf(database, issuer, subject)))
    const person = chosen(all.filter((each) => mayComeIn(each, clock.now())), partnership)
    return person && { caller: callerOf(person), timeZone: person.timeZone }
  }
}

/** Three parts in base64url: what no API key looks like. */
export function isAccessToken (token: string): boolean {
  return /^[\w-]+\.[\w-]+\.[\w-]+$/.test(token)
}

// Only looked at to choose among the providers of the configuration, which then hold the token against their own keys.
export function issuerOf (providers: readonly Provider[], token: string): Provider | undefined {
  try {
    const { iss } = decodeJwt(token)
    return providers.find(({ settings }) => sameIssuer(settings.issuer, iss))
  } catch {
    return undefined
  }
}

function chosen (people: readonly KnownPerson[], partnership: string | undefined): KnownPerson | undefined {
  const codes = people.map(({ partnershipCode }) => partnershipCode).join(', ')
  if (partnership !== undefined) {
    const person = people.find(({ partnershipCode }) => partnershipCode === partnership)
    if (person === undefined && people.length > 0) throw new Refusal('forbidden', `You are not known to the partnership of the header Partnership; you are to ${codes}.`)
    return person
  }
  if (people.length > 1) throw new Refusal('invalid-request', `You are known to several partnerships: send the header Partnership with one of ${codes}.`, { errors: [{ pointer: '/headers/partnership', detail: `must be one of ${codes}` }] })
  return people[0]
}
