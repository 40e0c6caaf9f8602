// Reports progress of many actions, a report in JSON on each line: BASE_URL=… TOKEN=… node docs/examples/push-progress.mjs < reports.jsonl
import { text } from 'node:stream/consumers'
import { createClient, orThrow } from 'follow-through/client'

const client = createClient({ baseUrl: process.env.BASE_URL, token: process.env.TOKEN })
const mostAtOnce = 200

const lines = (await text(process.stdin)).split('\n').filter((line) => line.trim() !== '')
const reports = lines.map((line) => JSON.parse(line))

for (let first = 0; first < reports.length; first += mostAtOnce) {
  const { accepted, refused, data } = await orThrow(client.POST('/v1/actions/bulk-updates', { body: { updates: reports.slice(first, first + mostAtOnce) } }))
  console.log(`${accepted} taken, ${refused} refused`)
  for (const { index, problem } of data) if (problem !== null) console.error(`Report ${first + index + 1}: ${problem.title}: ${problem.detail}`)
  if (refused > 0) process.exitCode = 1
}
