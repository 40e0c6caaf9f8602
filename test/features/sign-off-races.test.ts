import t from 'tap'
import { sql } from '../../src/platform/database/drizzle.ts'
import { testApp } from '../support/app.ts'
import type { Client, Reply } from '../support/client.ts'
import { buildAccepted, buildEvidence, buildStarted } from '../support/evidence.ts'
import { person } from '../support/judges.ts'
import { range } from '../support/scratch-database.ts'

// The same seed, the same attempts; in which order they meet is PostgreSQL's affair.
const attempts = 500
const atOnce = 25
const random = seeded(20260302)

const app = await testApp(t)
const { as, db, agencies, partnershipId } = app

interface Race { readonly path: string, readonly evidence: ReadonlyArray<{ id: string, sha256: string }> }

t.test('of five hundred attempts to judge, take back and sign off at once, nobody’s is their own, and each thing has one outcome', async (t) => {
  const races = await Promise.all(range(6).map(prepare))
  const clients = [as('coordinator'), as('contributor'), as('reviewer'), as('scrutineer'), (await person(app, 'reviewer', agencies.csc)).client, (await person(app, 'reviewer', agencies.independent)).client]
  const answers: Reply[] = []
  for (let sent = 0; sent < attempts; sent += atOnce) answers.push(...await Promise.all(range(atOnce).map(async () => await attempt(pick(races), pick(clients)))))

  t.same(answers.map(({ status }) => status).filter((status) => ![201, 403, 409, 412, 503].includes(status)), [])
  t.ok(answers.filter(({ status }) => status === 201).length > 30, 'many succeeded')
  t.same(await selfAssured(), [])
  t.same(await secondOutcomes(), [])
  t.same(await wrongCounters(), [])
  t.same(await brokenHistories(), [])
})

/** A submitted action with enough evidence, and some pieces that wait for a judgement. */
async function prepare (): Promise<Race> {
  const { path } = await buildStarted(app)
  for (const kind of ['output', 'outcome']) await buildAccepted(app, path, { kind })
  const evidence = [await buildEvidence(app, path), await buildEvidence(app, path, { kind: 'voice' }), await buildEvidence(app, path, { kind: 'independent' })]
  await as('contributor')('POST', `${path}/transitions`, { to: 'awaiting_sign_off' })
  return { path, evidence }
}

async function attempt ({ path, evidence }: Race, client: Client): Promise<Reply> {
  const { id, sha256 } = pick(evidence)
  const moves: Array<() => Promise<Reply>> = [
    async () => await client('POST', `/v1/evidence/${id}/assessments`, { outcome: 'accepted', sha256 }),
    async () => await client('POST', `/v1/evidence/${id}/assessments`, { outcome: 'returned', comment: 'Undated', sha256 }),
    async () => await client('POST', `/v1/evidence/${id}/withdrawal`),
    async () => await client('POST', `${path}/transitions`, { to: 'completed' }),
    async () => await client('POST', `${path}/transitions`, { to: 'awaiting_sign_off' }),
    async () => await client('POST', `${path}/transitions`, { to: 'in_progress', note: 'Again', ...(random() < 0.3 ? { dueOn: '2026-09-30' } : {}) })
  ]
  const reply = await pick(moves)()
  // A reopening takes a date, a return none: half of these do not fit, which is 422 and no race.
  return reply.status === 422 ? { ...reply, status: 409 } : reply
}

/** Judgements by someone who had a part in the work. */
async function selfAssured () {
  return await db.rows(sql`
    select e.id from evidence_assessments a join evidence e on e.partnership_id = a.partnership_id and e.id = a.evidence_id
    where a.assessed_by_id in (e.by_person_id, e.by_api_key_id) or a.assessed_by_agency_id in (e.by_agency_id, e.owner_agency_id_when_submitted, a.owner_agency_id)
    union all
    select id from sign_offs where signed_off_by_id = submitted_by_id or signed_off_by_agency_id in (submitted_by_agency_id, owner_agency_id, owner_agency_id_when_submitted)`)
}

/** Pieces whose state is not what was judged of them, and completions without their own sign-off. */
async function secondOutcomes () {
  return await db.rows(sql`
    select e.id from evidence e left join evidence_assessments a on a.partnership_id = e.partnership_id and a.evidence_id = e.id
    where not case e.state when 'submitted' then a.id is null when 'withdrawn' then a.outcome is distinct from 'accepted' else a.outcome = e.state end
    union all
    select c.id from actions c left join sign_offs s on s.partnership_id = c.partnership_id and s.id = c.sign_off_id
    where (c.status = 'completed') <> (s.id is not null) or s.round <> c.reopenings`)
}

async function wrongCounters () {
  return await db.rows(sql`
    select c.id from actions c where c.partnership_id = ${partnershipId}
      and array[c.evidence_submitted, c.evidence_accepted, c.evidence_returned, c.evidence_withdrawn] <>
        (select array[count(*) filter (where state = 'submitted'), count(*) filter (where state = 'accepted'), count(*) filter (where state = 'returned'), count(*) filter (where state = 'withdrawn')]::int[]
          from evidence e where e.partnership_id = c.partnership_id and e.action_id = c.id)`)
}

/** Actions that moved from where they did not stand, or whose versions and events do not agree. */
async function brokenHistories () {
  return await db.rows(sql`
    select c.id from actions c where
      c.version <> (select count(*) from events v where v.partnership_id = c.partnership_id and v.subject_id = c.id)
      or c.reopenings <> (select count(*) from action_transitions m where m.action_id = c.id and m.move = 'reopen_completed')
      or (select count(*) from action_transitions m where m.action_id = c.id and m.move = 'sign_off') <> (select count(*) from sign_offs s where s.action_id = c.id)
      or c.version <> 1 + (select count(*) from action_transitions m where m.action_id = c.id)`)
}

function pick<Item> (items: readonly Item[]): Item {
  return items[Math.floor(random() * items.length)] as Item // of a list that is not empty
}

/** Mulberry32: small, and the same everywhere. */
function seeded (seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296
  }
}
