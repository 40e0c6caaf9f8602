import t from 'tap'
import { readFileSync, readlinkSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { findBinaries, hydrateSymlinks } from '../../src/platform/postgres/binaries.ts'

const listed = JSON.stringify([
  { source: 'native/lib/libpq.so.5.18', target: 'native/lib/libpq.so.5' },
  { source: 'native/lib/libpq.so.5.18', target: 'native/lib/libpq.so' }
])

t.test('links that npm left out are made, and lead to the library beside them', async (t) => {
  const root = t.testdir({ native: { 'pg-symlinks.json': listed, lib: { 'libpq.so.5.18': 'library' } } })

  await hydrateSymlinks(root)

  for (const name of ['libpq.so', 'libpq.so.5']) {
    t.equal(readlinkSync(join(root, 'native/lib', name)), 'libpq.so.5.18')
    t.equal(readFileSync(join(root, 'native/lib', name), 'utf8'), 'library')
  }
})

t.test('links that are there already need no writing', async (t) => {
  const there = t.fixture('symlink', 'libpq.so.5.18')
  const root = t.testdir({ native: { 'pg-symlinks.json': listed, lib: { 'libpq.so': there, 'libpq.so.5': there } } })
  const before = statSync(join(root, 'native/lib')).mtimeMs

  await hydrateSymlinks(root)

  t.equal(statSync(join(root, 'native/lib')).mtimeMs, before)
})

t.test('two that make them at once do not disturb each other', async (t) => {
  const root = t.testdir({ native: { 'pg-symlinks.json': listed, lib: {} } })

  await t.resolves(Promise.all([hydrateSymlinks(root), hydrateSymlinks(root)]))
})

t.test('a package without a list needs no links', async (t) => {
  await t.resolves(hydrateSymlinks(t.testdir({ native: {} })))
})

t.test('links that cannot be made are told in one line with the remedy', async (t) => {
  // A file where the folder should be cannot be written to by anyone, root included.
  const root = t.testdir({ native: { 'pg-symlinks.json': listed, lib: 'not a folder' } })

  await t.rejects(hydrateSymlinks(root), {
    name: 'EmbeddedPostgresError',
    message: /^PostgreSQL's install step has not run .* cannot be written \(ENOTDIR\): run npm ci again without --ignore-scripts[^\n]*$/
  })
})

t.test('the installed PostgreSQL is found and may be run', async (t) => {
  for (const file of Object.values(await findBinaries())) t.equal(statSync(file).mode & 0o111, 0o111, file)
})
