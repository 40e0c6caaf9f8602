import { Type } from '@sinclair/typebox'
import type { Static } from '@sinclair/typebox'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { eventTypes } from '../../domain/event.ts'
import { addDays, lastInstantOf } from '../../domain/local-date.ts'
import { exportList, isExport } from '../../features/exporting.ts'
import { nameThings } from '../../features/events/names-queries.ts'
import type { Named } from '../../features/events/names-queries.ts'
import type { SealedEvent } from '../../features/events/queries.ts'
import { Event, presentEvent } from '../../features/events/schemas.ts'
import { sealEvents } from '../../features/events/sealing.ts'
import { standingOf } from '../../features/events/standing.ts'
import { readTrail } from '../../features/events/trail-queries.ts'
import type { TrailFilter } from '../../features/events/trail-queries.ts'
import { listKeys } from '../../features/people/key-queries.ts'
import { listPeople } from '../../features/people/queries.ts'
import { permit } from '../../features/work.ts'
import type { Page, PageRequest } from '../../platform/database/keyset.ts'
import { pageRequested } from '../../platform/http/list.ts'
import { Day, Id, oneOf, pageQuery } from '../../platform/http/schemas.ts'
import type { Services } from '../../services.ts'
import { administered } from '../administration.ts'
import { choicesOf, inOrder, namedChoices, withNone } from '../choices.ts'
import { factsOf, idsIn } from '../event-facts.ts'
import { eventWords, subjectWords } from '../event-words.ts'
import type { SubjectType } from '../event-words.ts'
import { addressOf } from '../filters.ts'
import { nextPage } from '../next-page.ts'
import { pageSchema } from '../page.ts'
import { pathOf } from '../session.ts'

const kinds = Object.keys(subjectWords) as SubjectType[]

const AuditQuery = Type.Object({
  ...Type.Omit(pageQuery, ['limit']).properties,
  actorId: Type.Optional(Id),
  type: Type.Optional(oneOf(eventTypes, 'What happened.')),
  subjectType: Type.Optional(oneOf(kinds, 'What it happened to.')),
  subjectId: Type.Optional(Id),
  from: Type.Optional(Day),
  to: Type.Optional(Day)
})

type Query = Static<typeof AuditQuery>

/** Each has all that it tells of: with these many, and some hundred people to choose from, a page stays below 100 KB. */
const rowsPerPage = 25

/** Who did what, the latest first. */
export async function auditPage (app: FastifyInstance, { services }: { services: Services }): Promise<void> {
  const { database, cursors } = services

  app.get<{ Querystring: Query }>('/audit', { schema: pageSchema('listEvents', { querystring: AuditQuery }) }, async (request, reply) => {
    permit(request)
    const { caller, query } = request
    const filter = filterOf(query, request.timeZone)
    await sealEvents(database, caller.partnershipId) // who has just done something finds it here at once
    if (isExport(request)) return await exportList(services, request, reply, Event, async (page) => await readOn(services, request, filter, page), presentEvent)
    const asked = { ...pageRequested(request, cursors), limit: rowsPerPage }
    const [trail, standing, actors] = await Promise.all([
      readTrail(database, caller, filter, behind(asked), asked.limit), standingOf(services, caller.partnershipId), actorsOf(services, request)
    ])
    const names = await nameThings(database.shared, caller.partnershipId, idsToName(trail.found, query))
    const next = nextPage(reply, cursors, { rows: trail.found, next: trail.next === null ? null : positionAt(trail.next) })
    return await reply.page('audit', administered('audit', request, {
      title: 'Audit', events: trail.found.map((event) => entryOf(event, names, request.timeZone)), standing, next, lookedBackTo: trail.lookedBackTo, isFirst: query.cursor === undefined,
      query, choices: { actorId: actors, ...choices }, subject: query.subjectId === undefined ? undefined : names.get(query.subjectId)?.name ?? 'one thing',
      filtersSet: (['actorId', 'type', 'subjectType', 'subjectId', 'from', 'to'] as const).some((name) => query[name] !== undefined), files: filesOf(request), timeZone: request.timeZone
    }))
  })
}

function filterOf ({ actorId, type, subjectType, subjectId, from, to }: Query, timeZone: string): TrailFilter {
  return {
    ...actorId === undefined ? {} : { actorId },
    ...type === undefined ? {} : { type: [type] },
    ...subjectType === undefined ? {} : { subjectType },
    ...subjectId === undefined ? {} : { subjectId },
    ...from === undefined ? {} : { after: lastInstantOf(addDays(from, -1), timeZone) },
    ...to === undefined ? {} : { upTo: lastInstantOf(to, timeZone) }
  }
}

/** For a file: on to the next that fits, however far back it lies. */
async function readOn ({ database }: Services, { caller }: FastifyRequest, filter: TrailFilter, page: PageRequest): Promise<Page<SealedEvent>> {
  for (let from = behind(page); ;) {
    const { found, next } = await readTrail(database, caller, filter, from, page.limit)
    if (found.length > 0 || next === null) return { rows: found, next: next === null ? null : positionAt(next) }
    from = next
  }
}

function behind ({ after }: PageRequest): number | undefined {
  return after === undefined ? undefined : Number(after.value)
}

function positionAt (sequence: number) {
  return { value: sequence, id: '' }
}

/** Whoever may have done something: people, also those who have left, and programs by their keys. */
async function actorsOf ({ database }: Services, { caller: { partnershipId } }: FastifyRequest) {
  const all = { limit: 500, after: undefined }
  const [people, keys] = await Promise.all([
    listPeople(database.shared, partnershipId, { sort: { field: 'name', direction: 'asc' } }, all),
    listKeys(database.shared, partnershipId, { sort: { field: 'name', direction: 'asc' } }, all)
  ])
  const programs = keys.rows.filter(({ personId }) => personId === null).map(({ id, name }) => ({ id, name: `Key: ${name}` }))
  return withNone([...namedChoices(people.rows), ...namedChoices(programs)], 'Anybody')
}

const choices = {
  type: withNone(inOrder(choicesOf(eventWords)), 'Anything'),
  subjectType: withNone(inOrder(choicesOf(subjectWords)), 'Anything')
}

function idsToName (events: readonly SealedEvent[], { subjectId }: Query): string[] {
  const told = events.flatMap(({ subjectId, actorId, agencyId, before, after }) => [subjectId, actorId, agencyId, ...idsIn(before), ...idsIn(after)])
  return [...new Set([...told, subjectId])].filter((id) => id != null)
}

/** An event as the page tells it. */
function entryOf (event: SealedEvent, names: ReadonlyMap<string, Named>, timeZone: string) {
  const { id, sequence, type, subjectType, subjectId, actorKind, actorId, agencyId, occurredAt, before, after } = event
  const subject = names.get(subjectId)
  return {
    id, sequence, occurredAt, subjectId,
    what: eventWords[type],
    who: (actorId === null ? undefined : names.get(actorId)?.name) ?? 'The service itself', isKey: actorKind === 'service' && actorId !== null && names.has(actorId),
    agency: agencyId === null ? undefined : names.get(agencyId)?.name,
    kind: subjectWords[subjectType as SubjectType] as string | undefined ?? subjectType, // a kind that a later version brings is told by its own name
    subject: subject?.name, href: subject === undefined ? undefined : hrefOf(subject),
    facts: factsOf(before, after, names, timeZone)
  }
}

const places: Partial<Record<Named['kind'], string>> = { action: '/actions', review: '/reviews', recommendation: '/recommendations', measure: '/measures', board_pack: '/board-packs' }

function hrefOf ({ kind, shownId }: Named): string | undefined {
  const place = places[kind]
  return place === undefined ? undefined : `${place}/${shownId}`
}

function filesOf (request: FastifyRequest) {
  const address = (format: string) => addressOf(pathOf(request), { ...request.query as Query, cursor: undefined, done: undefined, format })
  return { csv: address('csv'), xlsx: address('xlsx') }
}
