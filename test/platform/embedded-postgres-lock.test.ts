import t from 'tap'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { appendFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { addClaim, liveClaims, LockHeld, takeLock, withdrawClaim } from '../../src/platform/postgres/lock.ts'
import { belongsTo, exists, identify, isAlive } from '../../src/platform/postgres/process-identity.ts'

async function endedProcess (): Promise<number> {
  const child = spawn(process.execPath, ['--version'], { stdio: 'ignore' })
  await once(child, 'close')
  return child.pid ?? 0
}

function lockIn (t: { testdir: () => string }): string {
  return join(t.testdir(), 'lock')
}

t.test('a lock that is held is refused, and is free again when given up', async (t) => {
  const lock = lockIn(t)
  const first = takeLock(lock)

  t.throws(() => takeLock(lock), new LockHeld(process.pid))

  withdrawClaim(lock, first)
  t.doesNotThrow(() => takeLock(lock))
})

t.test('a refused contender leaves no claim', async (t) => {
  const lock = lockIn(t)
  const first = takeLock(lock)
  t.throws(() => takeLock(lock))

  t.same(liveClaims(lock), [first])
})

t.test('the lock of a process that has ended is taken over', async (t) => {
  const lock = lockIn(t)
  writeFileSync(lock, JSON.stringify({ pid: await endedProcess(), started: 'then', id: 'dead' }) + '\n')

  t.equal(takeLock(lock).pid, process.pid)
})

t.test('the lock of a process whose PID another has now is taken over', async (t) => {
  const lock = lockIn(t)
  writeFileSync(lock, JSON.stringify({ pid: process.ppid, started: 'another boot:1', id: 'recycled' }) + '\n')

  t.equal(takeLock(lock).pid, process.pid)
})

t.test('half a line, as a power cut leaves it, is passed over', async (t) => {
  const lock = lockIn(t)
  writeFileSync(lock, '{"pid":1,"sta\n"text"\n\0\0\0\n')

  t.equal(takeLock(lock).pid, process.pid)
})

t.test('the claims of those who are alive are told oldest first', async (t) => {
  const lock = lockIn(t)
  const claims = [addClaim(lock, process.ppid), addClaim(lock, process.pid)]
  addClaim(lock, await endedProcess())

  t.same(liveClaims(lock), claims)
})

t.test('a file that has grown long is tidied by the holder, who keeps the lock', async (t) => {
  const lock = lockIn(t)
  appendFileSync(lock, '{"withdrawn":"long ago"}\n'.repeat(4_000))

  const held = takeLock(lock)

  t.same(liveClaims(lock), [held])
  t.ok(statSync(lock).size < 1_000)
})

t.test('a process is known by its PID and its start', async (t) => {
  const own = identify(process.pid)
  t.ok(own !== undefined && isAlive(own))
  t.notOk(isAlive({ pid: process.pid, started: 'another boot:1' }))
  t.ok(isAlive({ pid: process.pid, started: 'unknown' }), 'in doubt it is alive')
  t.equal(identify(await endedProcess()), undefined)
})

t.test('a process belongs to the folder that it was started with or works in', async (t) => {
  const [folder, other] = [t.testdir({ a: {}, b: {} }) + '/a', '/nowhere']
  const waits = ['--eval', 'process.stdin.resume()']
  const children = [spawn(process.execPath, [...waits, folder]), spawn(process.execPath, waits, { cwd: folder })]
  await Promise.all(children.map(async (child) => { await once(child, 'spawn') }))

  t.same(children.map(({ pid = 0 }) => [belongsTo(pid, folder), belongsTo(pid, other)]), [[true, false], [true, false]])

  for (const child of children) child.kill()
  await Promise.all(children.map(async (child) => { await once(child, 'close') }))
  t.same(children.map(({ pid = 0 }) => [exists(pid), belongsTo(pid, folder)]), [[false, false], [false, false]])
})
