import { sql } from '../../platform/database/drizzle.ts'
import type { Validity } from '../../domain/agency.ts'
import type { KeyLife } from '../../domain/api-key.ts'
import type { Caller } from '../../domain/permission.ts'
import type { Database } from '../../platform/database/database.ts'
import { updateSet } from '../../platform/database/sql.ts'
import { agencies } from '../agencies/tables.ts'
import { partnerships } from '../partnerships/tables.ts'
import { apiKeys, people } from './tables.ts'

/** Who is asking, and by which clocks their days go. */
export interface Principal { readonly caller: Caller, readonly timeZone: string }

/** A key as the door sees it: its secret's hash, what could have ended it, and who comes in with it. */
export interface Holder extends KeyLife {
  readonly secretHash: string
  readonly active: boolean
  readonly agency: Validity
  readonly principal: Principal
  lastUsedInMinute: string | undefined
}

interface HolderRow {
  keyId: string
  secretHash: string
  expiresOn: string
  replacedAt: string | null
  revokedAt: string | null
  lastUsedAt: string | null
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

/** One indexed read: the key, its person, its agency and its partnership. */
export async function findHolder (database: Database, keyId: string): Promise<Holder | undefined> {
  const [row] = await database.rows<HolderRow>(sql`
    select ${apiKeys.id} as "keyId", ${apiKeys.secretHash} as "secretHash", ${apiKeys.expiresOn} as "expiresOn",
      ${apiKeys.replacedAt} as "replacedAt", ${apiKeys.revokedAt} as "revokedAt", ${apiKeys.lastUsedAt} as "lastUsedAt",
      ${people.id} as "personId", coalesce(${people.name}, ${apiKeys.name}) as name,
      coalesce(${people.role}, ${apiKeys.role}) as role, coalesce(${people.agencyId}, ${apiKeys.agencyId}) as "agencyId",
      coalesce(${people.active}, true) as active, ${agencies.validFrom} as "validFrom", ${agencies.validTo} as "validTo",
      ${partnerships.id} as "partnershipId", ${partnerships.timeZone} as "timeZone"
    from ${apiKeys}
    join ${partnerships} on ${partnerships.id} = ${apiKeys.partnershipId}
    left join ${people} on ${people.partnershipId} = ${apiKeys.partnershipId} and ${people.id} = ${apiKeys.personId}
    left join ${agencies} on ${agencies.partnershipId} = ${apiKeys.partnershipId}
      and ${agencies.id} = coalesce(${people.agencyId}, ${apiKeys.agencyId})
    where ${apiKeys.id} = ${keyId}`)
  return row === undefined ? undefined : holderFrom(row)
}

/** A sign of life, not a change: it has no event and makes no new version. */
export async function noteUse (database: Database, { principal: { caller } }: Holder, now: string): Promise<void> {
  await database.rows(sql`${updateSet(apiKeys, { lastUsedAt: now })} where ${apiKeys.partnershipId} = ${caller.partnershipId} and ${apiKeys.id} = ${caller.keyId}`)
}

function holderFrom (row: HolderRow): Holder {
  const { secretHash, expiresOn, replacedAt, revokedAt, active, validFrom, validTo, timeZone } = row
  const caller: Caller = {
    kind: row.personId === null ? 'service' : 'person',
    id: row.personId ?? row.keyId,
    keyId: row.keyId,
    name: row.name,
    role: row.role,
    agencyId: row.agencyId,
    partnershipId: row.partnershipId
  }
  const lastUsedInMinute = row.lastUsedAt?.slice(0, 'YYYY-MM-DDTHH:MM'.length)
  return { secretHash, expiresOn, replacedAt, revokedAt, active, agency: { validFrom, validTo }, principal: { caller, timeZone }, lastUsedInMinute }
}
