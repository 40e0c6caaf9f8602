import t from 'tap'
import type { Test } from 'tap'
import type { Client } from 'pg'
import { folderWithCluster } from '../support/prepared-folder.ts'
import { assertUnharmed, note, notesOf, until } from '../support/scratch-database.ts'
import { openDatabase } from '../../src/platform/database/database.ts'
import type { Database } from '../../src/platform/database/database.ts'
import { withTransaction } from '../../src/platform/database/transaction.ts'
import { openCluster } from '../../src/platform/postgres/cluster.ts'
import { connect } from '../../src/platform/postgres/connect.ts'
import { addressOf, roles } from '../../src/platform/postgres/secrets.ts'

// A cluster of its own: what is set here would hold up every commit of the other tests.
const { db, witness } = await primaryWithoutStandby(t)

t.test('a commit whose wait for the standby was cancelled is in doubt, though it is visible here (M6)', async (t) => {
  const cancelled = withTransaction(db.pool, async (tx) => { void tx.write(note(1, 'here only')) })
  cancelled.catch(() => {}) // met below
  await cancelTheWait(witness)

  await t.rejects(cancelled, { name: 'UnknownOutcome', cause: { message: /not confirmed by a standby/ } })
  t.same(await notesOf(witness), ['here only'])
})

t.test('a commit that waits for its standby longer than the driver does is in doubt (M6)', async (t) => {
  const waiting = withTransaction(db.pool, async (tx) => { void tx.write(note(2, 'waits')) })

  await t.rejects(waiting, { name: 'UnknownOutcome', cause: { message: 'Query read timeout' } })
  t.notOk((await notesOf(witness)).includes('waits'), 'still waiting')
  await cancelTheWait(witness)
})

t.test('once the standby is given up, all goes on', async (t) => {
  await witness.query('alter system reset synchronous_standby_names')
  await witness.query('select pg_reload_conf()')

  await withTransaction(db.pool, async (tx) => { void tx.write(note(3, 'confirmed')) })

  t.same(await notesOf(witness), ['here only', 'waits', 'confirmed'])
  await assertUnharmed(t, { db, witness })
})

async function primaryWithoutStandby (t: Test): Promise<{ db: Database, witness: Client }> {
  const dataDir = await folderWithCluster(t)
  const cluster = await openCluster({ dataDir, log: () => {}, settings: { fsync: 'off', shared_buffers: '16MB' } })
  const url = addressOf(roles.superuser, cluster.secrets.superuserPassword, cluster.port, 'postgres')
  const witness = await connect(url)
  const db = openDatabase({ url, connections: 1, statementTimeoutMs: 100 })
  t.teardown(async () => {
    await db.close()
    await witness.end()
    await cluster.stop()
  })
  await witness.query('set synchronous_commit = off')
  await witness.query('create table notes (id integer primary key, text text not null)')
  await witness.query('create table probes ()')
  await witness.query("alter system set synchronous_standby_names = 'ghost'")
  await witness.query('select pg_reload_conf()')
  await untilCommitsWait(witness, url)
  return { db, witness }
}

// Told of the new setting, the server takes a moment to follow it: writes, until one was seen to wait.
async function untilCommitsWait (witness: Client, url: string): Promise<void> {
  const writer = await connect(url)
  const waits: unknown[] = []
  writer.on('notice', (notice) => { waits.push(notice) })
  const cancelled = cancelTheWait(witness)
  while (waits.length === 0) await writer.query('insert into probes default values')
  await cancelled
  await writer.end()
}

async function cancelTheWait (witness: Client): Promise<void> {
  await until(async () => {
    const { rowCount } = await witness.query("select pg_cancel_backend(pid) from pg_stat_activity where wait_event = 'SyncRep'")
    return rowCount === 1
  })
}
