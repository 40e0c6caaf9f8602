import { sql } from 'drizzle-orm'
import { isCurrent } from '../../domain/agency.ts'
import { localDateAt } from '../../domain/local-date.ts'
import type { Caller } from '../../domain/permission.ts'
import type { Clock } from '../../platform/clock.ts'
import type { Database } from '../../platform/database/database.ts'
import { agencies } from '../agencies/tables.ts'
import { partnerships } from '../partnerships/tables.ts'
import { apiKeys, people } from './tables.ts'
import { isSecretOf, readToken } from './token.ts'

export interface Principal { readonly caller: Caller, readonly timeZone: string }

/** Tells who holds a token; undefined for anything that is not a live key. */
export type Authenticate = (token: string) => Promise<Principal | undefined>

// A revoked key works no longer than this in any process (API.md: within a second).
const knownForMs = 900
const mostKnown = 10_000

/** Looks keys up at most once a second each, however many requests they come with. */
export function authenticator (database: Database, clock: Clock): Authenticate {
  const known = new Map<string, { at: number, holder: Promise<Holder | undefined> }>()

  return async (text) => {
    const token = readToken(text)
    if (token === undefined) return undefined
    const holder = await holderOf(token.id)
    return holder !== undefined && isSecretOf(holder.secretHash, token.secret) && isLive(holder, clock.now()) ? holder.principal : undefined
  }

  async function holderOf (keyId: string): Promise<Holder | undefined> {
    const at = performance.now()
    const remembered = known.get(keyId)
    if (remembered !== undefined && at - remembered.at < knownForMs) return await remembered.holder
    if (known.size >= mostKnown) known.clear()
    const holder = findHolder(database, keyId)
    known.set(keyId, { at, holder })
    holder.catch(() => { known.delete(keyId) }) // a fault is not remembered
    return await holder
  }
}

interface Holder {
  readonly secretHash: string
  readonly expiresOn: string
  readonly replacedAt: string | null
  readonly revokedAt: string | null
  readonly active: boolean
  readonly agency: { validFrom: string | null, validTo: string | null }
  readonly principal: Principal
}

interface HolderRow {
  keyId: string
  secretHash: string
  expiresOn: string
  replacedAt: string | null
  revokedAt: string | null
  personId: string | null
  name: string
  role: Caller['role']
  agencyId: string | null
  active: boolean
  validFrom: string | null
  validTo: string | null
  partnershipId: string
  timeZone: string
}

async function findHolder (database: Database, keyId: string): Promise<Holder | undefined> {
  const [row] = await database.rows<HolderRow>(sql`
    select ${apiKeys.id} as "keyId", ${apiKeys.secretHash} as "secretHash", ${apiKeys.expiresOn} as "expiresOn",
      ${apiKeys.replacedAt} as "replacedAt", ${apiKeys.revokedAt} as "revokedAt", ${people.id} as "personId",
      coalesce(${people.name}, ${apiKeys.name}) as name, coalesce(${people.role}, ${apiKeys.role}) as role,
      coalesce(${people.agencyId}, ${apiKeys.agencyId}) as "agencyId", coalesce(${people.active}, true) as active,
      ${agencies.validFrom} as "validFrom", ${agencies.validTo} as "validTo",
      ${partnerships.id} as "partnershipId", ${partnerships.timeZone} as "timeZone"
    from ${apiKeys}
    join ${partnerships} on ${partnerships.id} = ${apiKeys.partnershipId}
    left join ${people} on ${people.partnershipId} = ${apiKeys.partnershipId} and ${people.id} = ${apiKeys.personId}
    left join ${agencies} on ${agencies.partnershipId} = ${apiKeys.partnershipId}
      and ${agencies.id} = coalesce(${people.agencyId}, ${apiKeys.agencyId})
    where ${apiKeys.id} = ${keyId}`)
  return row === undefined ? undefined : holderFrom(row)
}

function holderFrom (row: HolderRow): Holder {
  const { secretHash, expiresOn, replacedAt, revokedAt, active, validFrom, validTo } = row
  const caller: Caller = {
    kind: row.personId === null ? 'service' : 'person',
    id: row.personId ?? row.keyId,
    keyId: row.keyId,
    name: row.name,
    role: row.role,
    agencyId: row.agencyId,
    partnershipId: row.partnershipId
  }
  return { secretHash, expiresOn, replacedAt, revokedAt, active, agency: { validFrom, validTo }, principal: { caller, timeZone: row.timeZone } }
}

/** Live: not revoked, not past its last day, not replaced, of an active person of a current agency. */
function isLive (holder: Holder, now: string): boolean {
  const today = localDateAt(now, holder.principal.timeZone)
  return holder.revokedAt === null && holder.expiresOn >= today && (holder.replacedAt === null || now < holder.replacedAt) &&
    holder.active && isCurrent(holder.agency, today)
}
