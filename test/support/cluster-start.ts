import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { parse } from 'yaml'
import { openCluster, openFolder } from '../../src/platform/postgres/cluster.ts'
import { addClaim, liveClaims } from '../../src/platform/postgres/lock.ts'
import { ensureRoles } from '../../src/platform/postgres/roles.ts'
import { roles } from '../../src/platform/postgres/secrets.ts'
import { alone, asSuperuser, documentFile, dropDatabase, givenUrl, preparedFolders, testCluster, testFolder, usersFile } from './cluster.ts'

// Nothing in a test outlives the run, so nothing need reach the disk; and little of it is kept, since it may lie in memory.
const settings = { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off', max_wal_size: '256MB', max_connections: '200', shared_buffers: '128MB', scram_iterations: '1' }

// While PostgreSQL starts: what most test files load is compiled and kept, or in a fresh clone each of those that
// begin together would do so for itself.
const loaded = Promise.all([import('./app.ts'), import('./browser.ts')])

openFolder(testFolder)
writeFileSync(documentFile, JSON.stringify(parse(readFileSync(new URL('../../openapi.yaml', import.meta.url), 'utf8'))))
await alone(async () => {
  if (givenUrl === undefined) await openCluster({ dataDir: testFolder, log: () => {}, settings })
  else await admitRoles()
  if (liveClaims(usersFile).length === 0) {
    rmSync(preparedFolders, { recursive: true, force: true })
    await sweep()
  }
  // The run itself is the user: the process that started this one, and will start cluster-stop.ts.
  addClaim(usersFile, process.ppid)
})

await loaded

async function admitRoles (): Promise<void> {
  const { passwords } = await testCluster()
  await asSuperuser(async (client) => {
    await ensureRoles(client, passwords)
    await client.query(`alter role ${roles.owner} password ${client.escapeLiteral(passwords.ownerPassword)}`)
    await client.query(`alter role ${roles.app} password ${client.escapeLiteral(passwords.appPassword)}`)
  })
}

/** Drops what a run that crashed has left behind. */
async function sweep (): Promise<void> {
  const { rows } = await asSuperuser(async (client) => await client.query<{ name: string }>("select datname as name from pg_database where datname like 'test\\_%' and not datistemplate"))
  for (const { name } of rows) await dropDatabase(name)
}
