import t from 'tap'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Caller } from '../../src/domain/permission.ts'
import type { Role } from '../../src/domain/person.ts'
import { appendCheckpoint, lastCheckpointIn } from '../../src/features/events/checkpoint-files.ts'
import { readTrail } from '../../src/features/events/trail-queries.ts'
import type { TrailFilter } from '../../src/features/events/trail-queries.ts'
import { sql } from '../../src/platform/database/drizzle.ts'
import { newId } from '../../src/platform/ids.ts'
import { testApp } from '../support/app.ts'
import type { Cast } from '../support/app.ts'
import { buildAction, buildRecommendation } from '../support/build.ts'
import { recordInTransaction } from '../support/recording.ts'
import { sealed } from '../support/webhooks.ts'

const app = await testApp(t)
const { db } = app

function callerOf ({ partnershipId, people }: Cast, role: Role = 'coordinator'): Caller {
  return { kind: 'person', id: people[role], keyId: null, name: role, role, agencyId: role === 'contributor' ? app.agencies.csc : null, partnershipId }
}

/** All pages of a trail, to its end. */
async function whole (caller: Caller, filter: TrailFilter, limit = 50) {
  const pages = []
  for (let behind: number | null | undefined; behind !== null; behind = pages.at(-1)?.next) pages.push(await readTrail(db, caller, filter, behind ?? undefined, limit))
  return { pages, sequences: pages.flatMap(({ found }) => found.map(({ sequence }) => sequence)) }
}

/** So many changes, a minute apart from this instant on. */
async function plant (cast: Cast, count: number, from: string): Promise<void> {
  const mostAtOnce = 3_000
  if (count > mostAtOnce) await plant(cast, count - mostAtOnce, from)
  const [first, last] = [Math.max(0, count - mostAtOnce) + 1, count]
  await recordInTransaction({ ...app, ...cast }, { type: 'agency', id: newId() }, async ({ tx }) => {
    await tx.write(sql`insert into events (partnership_id, id, type, subject_type, subject_id, actor_kind, occurred_at, request_id)
      select ${cast.partnershipId}, gen_random_uuid(), 'agency.updated', 'agency', gen_random_uuid(), 'service', ${from}::timestamptz + make_interval(mins => minute), 'test' from generate_series(${first}::integer, ${last}::integer) as minute`)
  })
  await sealed(app, cast)
}

t.test('the trail goes from the latest back to the first, page by page, without a gap', async (t) => {
  const { id } = await buildAction(app)
  await sealed(app, app)
  const { sequences } = await whole(callerOf(app), {}, 2)

  t.strictSame(sequences, Array.from({ length: sequences.length }, (_, place) => sequences.length - place))
  t.same((await readTrail(db, callerOf(app), { subjectId: id }, undefined, 50)).found.map(({ type }) => type), ['action.created'])
  t.same((await readTrail(db, callerOf(app), { type: ['review.created'], actorId: app.people.viewer }, undefined, 50)).found, [])
})

t.test('what is hidden from somebody is not in their trail', async (t) => {
  const { reviewId } = await buildRecommendation(app, { restricted: true })
  await sealed(app, app)
  const seen = async (role: Role) => (await readTrail(db, callerOf(app, role), { subjectId: reviewId }, undefined, 50)).found.length

  t.same([await seen('coordinator'), await seen('contributor')], [1, 0])
})

t.test('what is rare is looked for a stretch at a time, and a day long ago is gone to', async (t) => {
  const other = await app.anotherPartnership()
  await buildRecommendation({ send: other.as('coordinator') })
  await plant(other, 45_000, '2026-03-02T09:00:00Z') // to 2 April
  const rare = await whole(callerOf(other), { type: ['review.created'] })
  const early = await readTrail(db, callerOf(other), { type: ['review.created'], upTo: '2026-03-03T00:00:00Z' }, undefined, 50)

  t.same(rare.pages.map(({ found }) => found.length), [0, 0, 1])
  t.match(rare.pages[0], { lookedBackTo: /^2026-03-/ }, 'how far it was looked back is told')
  t.equal(early.found.length, 1, 'at once')
  t.same((await readTrail(db, callerOf(other), { type: ['review.created'], after: '2026-03-29T00:00:00Z' }, undefined, 50)).next, null, 'nothing lies further back')
})

t.test('the last checkpoint is found from the end of the files, past a line that a crash cut short', async (t) => {
  const folder = t.testdir()
  const partnershipId = newId()
  const checkpoint = (sequence: number, at: string) => ({ partnershipId, sequence, hash: 'a'.repeat(64), at, keyId: 'k', signature: 's' })
  t.equal(await lastCheckpointIn(folder, partnershipId), undefined)
  for (let sequence = 1; sequence <= 60; sequence++) await appendCheckpoint(folder, checkpoint(sequence, '2026-02-27T09:00:00.000Z'))
  mkdirSync(join(folder, partnershipId), { recursive: true })
  writeFileSync(join(folder, partnershipId, '2026-03.jsonl'), '\n{"partnershipId":"')

  t.equal((await lastCheckpointIn(folder, partnershipId))?.sequence, 60)
})
