import t from 'tap'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { testApp } from '../support/app.ts'
import { buildAction } from '../support/build.ts'
import { sealed } from '../support/webhooks.ts'

const app = await testApp(t)
const { send, agencies } = app

/** Runs a script of docs/examples as somebody would who has a key. */
async function run (name: string, given: readonly string[] = [], input = '') {
  const child = spawn(process.execPath, [`docs/examples/${name}.mjs`, ...given], { env: { ...process.env, BASE_URL: app.address, TOKEN: app.tokens.contributor } })
  child.stdin.end(input)
  const [stdout, stderr] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'close')])
  return { code: child.exitCode, stdout, stderr }
}

t.test('what is overdue is printed by agency', async (t) => {
  const { reference } = await buildAction(app, { dueOn: '2026-02-20', title: 'Publish the rota' })

  t.match((await run('overdue')).stdout, new RegExp(`overdue\\n(.*\\n)*  ${reference}, 10 days: Publish the rota`))
})

t.test('what happened is printed once, however often it is asked for', async (t) => {
  const place = join(t.testdir(), 'place.txt')
  const first = await buildAction(app)
  await sealed(app, app)
  t.match((await run('follow', [place])).stdout, new RegExp(`^\\d+ action\\.created ${first.id}$`, 'm'))

  await send('POST', `/v1/actions/${first.id}/transitions`, { to: 'in_progress' })
  await sealed(app, app)

  t.match((await run('follow', [place])).stdout, new RegExp(`^\\d+ action\\.started ${first.id}\\n$`))
  t.equal((await run('follow', [place])).stdout, '')
})

t.test('progress of many is reported two hundred at a time, and what was refused is told', async (t) => {
  const { id } = await buildAction(app, { externalReference: 'LL-1' })
  const report = { ownerAgencyId: agencies.csc, externalReference: 'LL-1' }
  const reports = [...Array.from({ length: 200 }, (_, n) => ({ ...report, narrative: `Step ${n}.` })), { ...report, externalReference: 'LL-2', narrative: 'None.' }, { ...report, narrative: 'Done.', percentComplete: 100 }]

  const { code, stdout, stderr } = await run('push-progress', [], reports.map((each) => JSON.stringify(each)).join('\n'))

  t.equal(stdout, '200 taken, 0 refused\n1 taken, 1 refused\n')
  t.match(stderr, /^Report 201: .*no such action/)
  t.equal(code, 1)
  t.match((await send('GET', `/v1/actions/${id}`)).body, { percentComplete: 100, version: 202 })
})
