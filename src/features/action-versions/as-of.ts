import type { FastifyRequest } from 'fastify'
import { fieldRefusal } from '../../domain/field-refusal.ts'
import { localDateAt } from '../../domain/local-date.ts'
import type { LocalDate } from '../../domain/local-date.ts'
import type { Services } from '../../services.ts'
import { currentSnapshot } from '../events/queries.ts'
import { todayOf } from '../work.ts'
import { keepVersions } from './keeping.ts'

/** The instant that a plan is asked for, and what depends on it. */
export interface Standing {
  /** Undefined: the present. */
  readonly asOf: string | undefined
  /** The day of that instant where the partnership is. */
  readonly on: LocalDate
}

/** For which instant a plan is asked for; an instant to come is refused. To be asked after `permit`. */
export function standingAsked (services: Services, request: FastifyRequest, asked: string | undefined): Standing {
  if (asked === undefined) return { asOf: undefined, on: todayOf(services, request) }
  const asOf = pastInstant(asked, services.clock.now())
  return { asOf, on: localDateAt(asOf, request.timeZone) }
}

/** Makes ready for a plan as it stood; gives what the database showed before that, for the tag of the answer. */
export async function readyFor (services: Services, request: FastifyRequest, { asOf }: Standing): Promise<{ readonly snapshot?: string }> {
  return asOf === undefined ? {} : { snapshot: await bringUpToNow(services, request.caller.partnershipId) }
}

// Before it there were no computers to keep a plan with; PostgreSQL and JavaScript agree on every instant since.
const earliest = '1970-01-01T00:00:00.000Z'

function pastInstant (asked: string, now: string): string {
  const instant = Date.parse(asked) // the schema has seen that it is one
  if (instant > Date.parse(now)) throw fieldRefusal('rule-broken', 'querystring/asOf', `${asked} is in the future; it is ${now} now.`)
  return new Date(Math.max(instant, Date.parse(earliest))).toISOString()
}

// What the last minute brought is done at once; what an upgrade or a large import left to do is the worker's.
const mostStretches = 4
const mostActions = 2_000

/** Everything that was committed before the question is in the versions, or the caller is asked to come again. */
export async function bringUpToNow (services: Pick<Services, 'database'>, partnershipId: string): Promise<string> {
  const snapshot = await currentSnapshot(services.database)
  for (let stretches = 0; stretches < mostStretches; stretches++) {
    if (await keepVersions(services, partnershipId, mostActions)) return snapshot
  }
  throw Object.assign(new Error('The history is being made ready; ask again in a minute.'), { statusCode: 503 })
}
