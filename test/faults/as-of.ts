import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { mintToken } from '../../src/features/people/token.ts'
import { newId } from '../../src/platform/ids.ts'
import { openServer, seededDatabase, withClient } from '../bench/database.ts'
import { median } from '../bench/figures.ts'
import { readOptions } from '../bench/options.ts'
import { startListening } from '../bench/process.ts'
import { admitCoordinator } from '../bench/seed.ts'
import { coordinator } from '../bench/seeded.ts'
import { hold } from './bars.ts'
import { plantHistory } from './as-of-history.ts'
import { runIn } from './run.ts'

// How long it takes to show a large plan as it stood: node test/faults/as-of.ts [--actions 100000] [--data <folder>] [--only trend]
// So many actions of ten versions each over three years, asked over HTTP; the median of five of each question, in
// milliseconds. With --data the database is kept there and used again. Nothing is promised of a plan of this size but
// that every question is answered within the limits of a statement (5 s) and of a request (15 s).

const { values } = parseArgs({ options: { actions: { type: 'string', default: '100000' }, data: { type: 'string' }, only: { type: 'string' } } })
const actions = Number(values.actions)
const [times, longestMs] = [5, 15_000]

const daysAgo = (days: number): string => new Date(Date.now() - days * 86_400_000).toISOString()

const questions: Readonly<Record<string, (count: number) => string>> = {
  'page of the list, a month ago': (count) => `/v1/actions?asOf=${daysAgo(30 + count)}`,
  'page of the list, in the middle of it': (count) => `/v1/actions?asOf=${daysAgo(550 + count)}`,
  'the same, counted': (count) => `/v1/actions?asOf=${daysAgo(550 + count)}&count=true`,
  'one status, by due date': (count) => `/v1/actions?asOf=${daysAgo(550 + count)}&status=in_progress`,
  'overdue, by due date': (count) => `/v1/actions?asOf=${daysAgo(550 + count)}&overdue=true`,
  'red, by priority': (count) => `/v1/actions?asOf=${daysAgo(550 + count)}&rag=red&sort=-priority`,
  'words that are in one of a hundred thousand': (count) => `/v1/actions?asOf=${daysAgo(550 + count)}&q=77777`,
  'words that are in all of them': (count) => `/v1/actions?asOf=${daysAgo(550 + count)}&q=escalation`,
  'a page of actions-flat': (count) => `/v1/reports/actions-flat?asOf=${daysAgo(550 + count)}`,
  summary: (count) => `/v1/reports/summary?asOf=${daysAgo(550 + count)}`,
  'trend of 12 months': (count) => `/v1/reports/trend?from=${daysAgo(335 + 31 * count).slice(0, 10)}&to=${daysAgo(31 * count).slice(0, 10)}`,
  'trend of 60 months': (count) => `/v1/reports/trend?from=${daysAgo(1_800 + 31 * count).slice(0, 10)}&to=${daysAgo(31 * count).slice(0, 10)}`
}

await runIn('as-of', async (closing, folder) => {
  const server = await openServer(readOptions(['--data', values.data ?? join(folder, 'data')]))
  closing.teardown(server.close)
  const database = await seededDatabase(server, actions)
  const token = await withClient(server.superUrl(database), async (client) => {
    const { rows } = await client.query('select from action_versions limit 1')
    if (rows.length === 0) await plantHistory(client)
    const id = newId()
    const { token, ...key } = mintToken(id)
    await admitCoordinator(client, coordinator, { id, ...key })
    return token
  })
  const service = await startListening('src/server.ts', {
    DATABASE_URL: server.appUrl(database), DATABASE_OWNER_URL: server.ownerUrl(database), SESSION_SECRET: 'only-for-faults-only-for-faults-only', DATA_DIR: folder, LOG_LEVEL: 'warn', WORKER: 'off'
  }, join(folder, 'service.log'), '/readyz')
  closing.teardown(service.stop)
  const ask = async (path: string): Promise<number> => {
    const begun = performance.now()
    const answer = await fetch(`http://127.0.0.1:${service.port}${path}`, { headers: { authorization: `Bearer ${token}` } })
    const text = await answer.text()
    if (!answer.ok) process.stderr.write(`${path} was answered ${answer.status} after ${Math.round(performance.now() - begun)} ms: ${text.slice(0, 200)}\n`)
    return answer.ok ? performance.now() - begun : Infinity
  }
  const bars: boolean[] = []
  for (const [question, path] of Object.entries(questions).filter(([question]) => values.only === undefined || question.includes(values.only))) {
    const taken: number[] = []
    for (let count = 0; count < times; count++) taken.push(await ask(path(count))) // of another day each time: a report that was kept would say nothing
    bars.push(hold(`ms: ${question}`, Math.round(median(taken)), `answered within ${longestMs}`, median(taken) < longestMs))
  }
  return bars.every(Boolean)
})
