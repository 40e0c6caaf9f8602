import t from 'tap'
import { createDatabase, dropDatabase, testCluster } from '../support/cluster.ts'
import { folderWithCluster } from '../support/prepared-folder.ts'
import { answer } from '../../src/cli/answer.ts'
import { startEmbeddedPostgres } from '../../src/platform/postgres/embedded.ts'

const secret = { SESSION_SECRET: 'only-for-tests-only-for-tests-only' }

t.test('an empty database is migrated once, and no command works before', async (t) => {
  const name = `test_cli_${process.pid}`
  await createDatabase(name)
  t.teardown(async () => { await dropDatabase(name) })
  const cluster = await testCluster()
  const environment = { ...secret, DATABASE_URL: cluster.appUrl(name), DATABASE_OWNER_URL: cluster.ownerUrl(name) }
  const key = ['api-key', 'create', '--person', 'a@b.example', '--name', 'x', '--expires-on', '2999-01-01']

  t.match(await answer(key, environment), { code: 1, out: '', err: /^The schema of the database is not that of this version: .*\n$/ })
  t.match(await answer(['migrate'], environment), { code: 0, out: /; \d+ migrations were applied\.\n$/ })
  t.match(await answer(['migrate'], environment), { code: 0, out: 'The schema is up to date.\n' })
  t.match(await answer(key, environment), { code: 1, err: 'There is no partnership yet: npm run cli -- partnership create makes the first.\n' })
})

t.test('the embedded database is used as it runs, or started for the moment', async (t) => {
  const dataDir = await folderWithCluster(t)
  const environment = { ...secret, DATA_DIR: dataDir }
  const running = await startEmbeddedPostgres({ dataDir, log: () => {} })

  t.match(await answer(['migrate'], environment), { code: 0, out: /migrations were applied/ }, 'beside a running service')
  await running.stop()
  t.match(await answer(['migrate'], environment), { code: 0, out: 'The schema is up to date.\n' }, 'without one')
  const again = await startEmbeddedPostgres({ dataDir, log: () => {} })
  t.ok(again, 'it was stopped again, and the folder is free')
  await again.stop()
})

t.test('a database that is away is said in one line', async (t) => {
  const { code, err } = await answer(['migrate'], { ...secret, DATABASE_URL: 'postgres://nobody@127.0.0.1:1/nothing' })
  t.equal(code, 1)
  t.match(err, /^The database cannot be reached .*\n$/)
})
