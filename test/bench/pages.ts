import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { readConfig } from '../../src/config.ts'
import { callerOf, startSession } from '../../src/features/sessions/commands.ts'
import { mintToken } from '../../src/features/people/token.ts'
import { actAs } from '../../src/features/work.ts'
import { newId } from '../../src/platform/ids.ts'
import { composeServices } from '../../src/services.ts'
import { openServer, seededDatabase, withClient } from './database.ts'
import type { Server } from './database.ts'
import { median } from './figures.ts'
import { readOptions } from './options.ts'
import { startListening } from './process.ts'
import { admitCoordinator } from './seed.ts'
import { agencyCount, coordinator, seededId } from './seeded.ts'

/*
 * node test/bench/pages.ts --sizes 100000 --rounds 30: how long each page takes, beside what the API takes
 * to tell the same; both in turn, so that what the machine does meanwhile meets both.
 */

interface Pair { readonly page: string, readonly twins: readonly string[], readonly afterChange?: boolean }

const [action, recommendation, review] = [seededId('action', 4_711), seededId('recommendation', 17), seededId('review', 1)]
const person = seededId('person', coordinator)
const diary = ['transitions', 'updates', 'comments', 'milestones', 'evidence', 'extensions', 'impact-reviews', 'deadline', 'reminders']

/** Each page, and the requests by which a program learns the same. */
const pairs: readonly Pair[] = [
  { page: '/', twins: ['/v1/reports/summary?groupBy=agency', '/v1/reports/summary?groupBy=review'] },
  { page: '/', twins: ['/v1/reports/summary?groupBy=agency', '/v1/reports/summary?groupBy=review'], afterChange: true },
  { page: '/my-work', twins: [`/v1/actions?leadPersonId=${person}&status=not_started,in_progress,paused,awaiting_sign_off&limit=25`, '/v1/actions?overdue=true&limit=25'] },
  { page: '/actions', twins: ['/v1/actions?count=true', '/v1/agencies', '/v1/reviews?limit=200'] },
  { page: '/actions?overdue=true&sort=-priority', twins: ['/v1/actions?overdue=true&sort=-priority&count=true', '/v1/agencies', '/v1/reviews?limit=200'] },
  { page: '/actions?q=escalation', twins: ['/v1/actions?q=escalation&count=true', '/v1/agencies', '/v1/reviews?limit=200'] },
  { page: `/actions/${action}`, twins: [`/v1/actions/${action}`, ...diary.map((part) => `/v1/actions/${action}/${part}`)] },
  { page: `/actions/${action}/change`, twins: [`/v1/actions/${action}`, '/v1/agencies'] },
  { page: '/reviews', twins: ['/v1/reviews', '/v1/reports/summary?groupBy=review'] },
  { page: `/reviews/${review}`, twins: [`/v1/reviews/${review}`, `/v1/recommendations?reviewId=${review}&limit=200`] },
  { page: `/recommendations/${recommendation}`, twins: [`/v1/recommendations/${recommendation}`, `/v1/actions?recommendationId=${recommendation}&limit=100`, `/v1/measures?recommendationId=${recommendation}`] }
]

const options = readOptions(process.argv.slice(2))
const logs = mkdtempSync(join(tmpdir(), 'follow-through-bench-pages-'))
const server = await openServer(options)
try {
  for (const size of options.sizes) await measure(server, size)
} finally {
  await server.close()
  rmSync(logs, { recursive: true, force: true })
}

async function measure (server: Server, size: number): Promise<void> {
  const database = await seededDatabase(server, size)
  const id = newId()
  const { token, ...key } = mintToken(id)
  const partnershipId = await withClient(server.superUrl(database), async (client) => {
    await admitCoordinator(client, coordinator, { id, ...key })
    return (await client.query<{ id: string }>("select id from partnerships where code = 'bench'")).rows[0]?.id ?? ''
  })
  const environment = { DATABASE_URL: server.appUrl(database), DATABASE_OWNER_URL: server.ownerUrl(database), SESSION_SECRET: 'only-for-the-benchmark-only-for-it', DATA_DIR: logs, RATE_LIMIT_PER_MINUTE: '10000000' }
  const service = await startListening('src/server.ts', environment, join(logs, `service-${size}.log`), '/readyz')
  const address = `http://127.0.0.1:${service.port}`
  const cookie = `follow-through-session=${await sessionOf(environment, partnershipId)}`
  const ask = async (path: string): Promise<number> => {
    const begun = performance.now()
    const answer = await fetch(`${address}${path}`, { redirect: 'manual', headers: path.startsWith('/v1/') ? { authorization: `Bearer ${token}` } : { cookie, accept: 'text/html' } })
    await answer.arrayBuffer()
    if (answer.status !== 200) throw new Error(`${path} was answered ${answer.status}.`)
    return performance.now() - begun
  }
  let changes = 0
  const change = async (): Promise<void> => {
    const { status } = await fetch(`${address}/v1/actions/${seededId('action', 0)}`, { method: 'PATCH', headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json', 'if-match': '*' }, body: JSON.stringify({ percentComplete: ++changes % 100 }) })
    if (status !== 200) throw new Error(`A change was answered ${status}.`)
  }
  try {
    console.log(`${size} actions, ${agencyCount} agencies; medians of ${options.rounds} turns each, in ms\n\n| page | page | API | times |\n|---|---|---|---|`)
    for (const pair of pairs) console.log(await lineOf(pair, ask, change))
  } finally {
    await service.stop()
  }
}

async function lineOf ({ page, twins, afterChange = false }: Pair, ask: (path: string) => Promise<number>, change: () => Promise<void>): Promise<string> {
  const [pages, api]: [number[], number[]] = [[], []]
  const told = async () => {
    let sum = 0
    for (const twin of twins) sum += await ask(twin)
    return sum
  }
  for (let round = -3; round < options.rounds; round++) { // the first are for the machine to find its feet
    if (afterChange) await change()
    const paged = await ask(page)
    if (afterChange) await change()
    const asked = await told()
    if (round < 0) continue
    pages.push(paged)
    api.push(asked)
  }
  const [shown, asked] = [median(pages), median(api)]
  return `| \`${page.replace(/[0-9a-f-]{36}/, '…')}\`${afterChange ? ' after a change' : ''} | ${shown.toFixed(1)} | ${asked.toFixed(1)} | ${(shown / asked).toFixed(2)} |`
}

/** The coordinator has signed in. */
async function sessionOf (environment: Readonly<Record<string, string>>, partnershipId: string): Promise<string> {
  const services = composeServices({ config: readConfig(environment), databaseUrl: environment['DATABASE_URL'] ?? '' })
  try {
    const by = callerOf({ partnershipId, partnershipCode: 'bench', partnershipName: '', timeZone: 'Europe/London', personId: person, name: 'Person', role: 'coordinator', agencyId: seededId('agency', 0), agencyName: '', active: true, agency: { validFrom: null, validTo: null } })
    return await actAs(services, { by, timeZone: 'Europe/London', requestId: 'the-benchmark' }, async (work) => startSession(work, 'link'))
  } finally {
    await services.close()
  }
}
