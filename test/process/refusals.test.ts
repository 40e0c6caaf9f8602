import t from 'tap'
import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { launch, newDataDir } from './service.ts'

/** The Node programs of this machine that are too old; npm scripts find the project's own before them. */
function oldNodes (): string[] {
  const programs = (process.env['PATH'] ?? '').split(delimiter).map((folder) => join(folder, 'node')).filter(existsSync)
  return [...new Set(programs)].filter((node) => Number(/^v(\d+)/.exec(spawnSync(node, ['--version'], { encoding: 'utf8' }).stdout)?.[1]) < 24)
}

// A machine without an old Node: ours, saying that it is one.
const pretending = ['--eval', "Object.defineProperty(process.versions, 'node', { value: '20.20.2' }); require('./src/require-node.cjs'); require('./src/server.ts')"]

t.test('a Node that is too old is told so in one line', async (t) => {
  const runs: Array<[string, string[]]> = [[process.execPath, pretending], ...oldNodes().map((node): [string, string[]] => [node, ['--require', './src/require-node.cjs', 'src/server.ts']])]
  for (const [node, args] of runs) {
    const { status, stderr } = spawnSync(node, args, { encoding: 'utf8', env: {} })
    t.equal(status, 1)
    t.match(stderr, /^Follow-through needs Node 24 or newer, and this is \d+\.\d+\.\d+: .*\n$/)
  }
})

t.test('a configuration that is wrong is refused with all its faults, and nothing is started', async (t) => {
  const dataDir = newDataDir(t)
  const service = await launch(t, dataDir, { PORT: '99999', PUBLIC_URL: 'elsewhere', LOG_LEVEL: 'loud', DATABASE_URL: 'mysql://elsewhere' })

  t.equal(await service.ended, 1)
  const [heading, ...faults] = service.complaints()
  t.equal(heading, 'The configuration is not right:')
  for (const name of ['PORT', 'PUBLIC_URL', 'LOG_LEVEL', 'DATABASE_URL', 'SESSION_SECRET']) t.ok(faults.some((fault) => fault.startsWith(`  - ${name}: `)), name)
  t.equal(faults.length, 5)
  t.notOk(existsSync(join(dataDir, 'postgres')))
})

t.test('an address on which this machine cannot listen is told in one line', async (t) => {
  const service = await launch(t, newDataDir(t), { HOST: '192.0.2.1' }) // kept for documents (RFC 5737): nobody's
  t.equal(await service.ended, 1)
  t.match(service.complaints(), [/^HOST and PORT name an address on which this machine cannot listen \(listen EADDRNOTAVAIL.*\)\.$/])
})
