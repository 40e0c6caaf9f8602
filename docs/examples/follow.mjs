// Prints what happened since it was run last, and keeps its place in a file: BASE_URL=… TOKEN=… node docs/examples/follow.mjs place.txt
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { createClient, orThrow } from 'follow-through/client'

const client = createClient({ baseUrl: process.env.BASE_URL, token: process.env.TOKEN })
const [file = 'place.txt'] = process.argv.slice(2)

for (;;) {
  // Without a place the history is read from its beginning.
  const query = existsSync(file) ? { after: readFileSync(file, 'utf8') } : {}
  const { data, nextCursor } = await orThrow(client.GET('/v1/events', { params: { query } }))
  for (const { sequence, type = 'hidden', subjectId = '' } of data) console.log(sequence, type, subjectId)
  writeFileSync(file, nextCursor) // after the page was dealt with: whoever is killed in between reads it once more
  if (data.length === 0) break
}
