import t from 'tap'
import { mkdtempSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { answer } from '../../src/cli/answer.ts'
import { checkpointsIn } from '../../src/features/events/checkpoint-files.ts'
import { startCheckpoints } from '../../src/features/events/checkpoints.ts'
import { sql } from '../../src/platform/database/drizzle.ts'
import { newId } from '../../src/platform/ids.ts'
import { makeLogger } from '../../src/platform/log.ts'
import { testApp } from '../support/app.ts'
import { testCluster } from '../support/cluster.ts'
import { recordInTransaction } from '../support/recording.ts'
import { until } from '../support/scratch-database.ts'
import { intruder } from '../support/tampering.ts'
import { sealed } from '../support/webhooks.ts'

const app = await testApp(t)
const { services, db, partnershipId, clock, logLines } = app
const { checkpointsDir } = services.config
const checkpoints = startCheckpoints(services, makeLogger('info', { write: (line) => { logLines.push(line) } }))
t.teardown(checkpoints.stop)

async function write (): Promise<void> {
  await recordInTransaction(app, { type: 'agency', id: newId() })
  await sealed(app, app)
}

async function written (): Promise<Array<number | undefined>> {
  return (await Array.fromAsync(checkpointsIn(checkpointsDir, partnershipId))).map((each) => 'signature' in each ? each.sequence : undefined)
}

/** The operator's command line on the database of the test. */
async function command (...words: string[]) {
  const [{ name } = { name: '' }] = await db.rows<{ name: string }>(sql`select current_database() as name`)
  const { databaseUrl = '', sessionSecret, dataDir } = services.config
  return await answer(words, { DATABASE_URL: databaseUrl, DATABASE_OWNER_URL: (await testCluster()).ownerUrl(name), SESSION_SECRET: sessionSecret, DATA_DIR: dataDir })
}

t.test('how far the sequence has come is signed outside the database: at once, and a minute later if there is more', async (t) => {
  await write()
  await until(async () => (await written()).length === 1)

  await write()
  clock.now = '2026-03-02T09:01:01.000Z'
  await until(async () => (await written()).length === 2)

  t.same(await written(), [1, 2])
})

t.test('a thousand events are not waited a minute for', async (t) => {
  await recordInTransaction(app, { type: 'agency', id: newId() }, async ({ tx, now }) => {
    await tx.write(sql`insert into events (partnership_id, id, type, subject_type, subject_id, actor_kind, occurred_at, request_id)
      select ${partnershipId}, gen_random_uuid(), 'agency.updated', 'agency', gen_random_uuid(), 'service', ${now}, 'test' from generate_series(1, 999)`)
  })
  await sealed(app, app)

  await until(async () => (await written()).includes(1002))
})

t.test('verify tells that all is as it was, with nothing but the public key', async (t) => {
  const file = join(mkdtempSync(t.testdir()), 'key.pem')
  const printed = await command('checkpoint', 'key')
  writeFileSync(file, printed.out)

  t.match(printed, { code: 0, out: /^-----BEGIN PUBLIC KEY-----\n/ })
  t.match(await command('verify', '--public-key', file), { code: 0, out: /^test: 1002 events follow from each other; \d+ checkpoints fit, the last of sequence 1002 at / })
})

t.test('verify names the first bad sequence and ends with 1; the service itself says that history has changed', async (t) => {
  const session = await intruder(t, db)
  await session.rows(sql`update events set subject_type = 'other' where id = (select event_id from event_seals where sequence = 2)`)
  t.match(await command('verify'), { code: 1, err: /^test: first bad sequence 2: the event \S+, its place or its seal was altered\n$/ })

  await session.rows(sql`delete from event_seals where sequence > 900`)
  await session.rows(sql`insert into event_seals select partnership_id, 1003, gen_random_uuid(), hash from event_seals where sequence = 1`)
  clock.now = '2026-03-02T09:05:00.000Z'

  await until(() => logLines.some((line) => line.includes('not the one that was signed')))
  t.match(await command('verify', '--partnership', 'test'), { code: 1, err: /first bad sequence 2: [^\n]+\ntest: also 3: from here on to 1002 something was cut off or rewritten/ })
})
