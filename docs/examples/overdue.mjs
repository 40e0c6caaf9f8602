// Prints what is overdue, agency by agency: BASE_URL=… TOKEN=… node docs/examples/overdue.mjs
import { createClient } from 'follow-through/client'

const client = createClient({ baseUrl: process.env.BASE_URL, token: process.env.TOKEN })

const names = new Map()
for await (const { id, name } of client.all('/v1/agencies')) names.set(id, name)

const overdue = []
for await (const action of client.all('/v1/actions', { params: { query: { overdue: true } } })) overdue.push(action)

for (const [agencyId, name] of names) {
  const actions = overdue.filter(({ ownerAgencyId }) => ownerAgencyId === agencyId)
  if (actions.length > 0) console.log(`${name}: ${actions.length} overdue`)
  for (const { reference, daysOverdue, title } of actions) console.log(`  ${reference}, ${daysOverdue} days: ${title}`)
}
