import t from 'tap'
import type { Test } from 'tap'
import { execFile } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync, statSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { curlOnPath } from './curl.ts'
import { launch, newDataDir, start } from './service.ts'

const dataDir = newDataDir(t)
const first = await start(t, dataDir)
const path = curlOnPath(t.testdir())

/** What a newcomer sees who pastes a line into the shell. */
async function paste (line: string): Promise<string> {
  const { stdout } = await promisify(execFile)('sh', ['-c', line], { env: { PATH: path } })
  return stdout
}

function checkOverdue (t: Test, text: string): void {
  const { data } = JSON.parse(text)
  t.ok(data.length > 0)
  for (const action of data) {
    t.match(action, { reference: /^CHILD-O\/R[1-5]\/A[1-6]$/, ownerAgencyName: /./, overdue: true, ragReason: 'Overdue' })
    t.ok(action.daysOverdue > 0)
  }
}

t.test('the README\'s curl lists the overdue actions of a service that has just been started for the first time', async (t) => {
  const [line = ''] = /^curl .*overdue=true.*$/m.exec(readFileSync('README.md', 'utf8')) ?? []
  t.match(line, '$(cat .data/api-key)')

  checkOverdue(t, await paste(line.replace('.data/api-key', `'${dataDir}/api-key'`).replace('http://127.0.0.1:3000', first.address)))
})

t.test('so does the line that the service prints', async (t) => {
  checkOverdue(t, await paste(first.complaints().find((line) => line.trim().startsWith('curl ')) ?? ''))
})

t.test('the key is for its owner\'s eyes only', async (t) => {
  t.equal(statSync(join(dataDir, 'api-key')).mode & 0o777, 0o600)
})

t.test('the link that it prints, and keeps for its owner\'s eyes only, signs a coordinator in at the dashboard', async (t) => {
  const link = readFileSync(join(dataDir, 'sign-in-link'), 'utf8')
  t.ok(first.complaints().some((line) => line.endsWith(link)))
  t.equal(statSync(join(dataDir, 'sign-in-link')).mode & 0o777, 0o600)

  const came = await fetch(link, { method: 'POST', redirect: 'manual' })
  const [cookie = ''] = came.headers.getSetCookie()
  const overview = await fetch(first.address, { headers: { cookie: cookie.split(';', 1)[0] ?? '' } })

  t.match(await overview.text(), /<h1[^>]*>Overview<\/h1>[^]*CHILD-O/)
})

t.test('where it was started is kept for the links that commands make', async (t) => {
  t.equal(readFileSync(join(dataDir, 'public-url'), 'utf8'), first.address)
})

t.test('a second start on the same data folder is refused in one line, and the first goes on', async (t) => {
  const second = await launch(t, dataDir)

  t.equal(await second.ended, 1)
  t.match(second.complaints(), [`Another Follow-through service (process ${first.child.pid}) already uses the data folder`])
  t.equal(second.complaints().length, 1)
  t.equal((await first.ask('GET', '/v1/me')).status, 200)
})

t.test('a start on a port that is taken is refused in one line', async (t) => {
  first.child.kill('SIGTERM')
  t.equal(await first.ended, 0)
  const other = createServer().listen(first.port, '127.0.0.1')
  await once(other, 'listening')
  t.teardown(() => { other.close() })

  const second = await launch(t, dataDir, { PORT: String(first.port) })

  t.equal(await second.ended, 1)
  t.same(second.complaints(), [`Port ${first.port} of 127.0.0.1 is taken by another program: stop it, or give this service another port with PORT.`])
})
