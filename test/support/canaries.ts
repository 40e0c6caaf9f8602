import { randomUUID } from 'node:crypto'
import type { Cast } from './app.ts'
import type { Client } from './client.ts'

export interface Planted {
  /** Of everything that was made. */
  readonly ids: readonly string[]
  /** Stands in every text, and nowhere else in the world. */
  readonly word: string
}

/**
 * One of each thing that a partnership holds, with a word in each of its texts by
 * which it is known again wherever it turns up. The people of the cast and their
 * agencies are not among the ids: whoever is let loose on them would lock himself out.
 */
export async function plantCanaries (send: Client, { agencies, people }: Cast, name: string): Promise<Planted> {
  const word = `canary-${name}-${randomUUID().slice(0, 8)}`
  const ids: string[] = []
  const make = async (path: string, body: object): Promise<string> => {
    const { status, body: made } = await send('POST', `/v1${path}`, body)
    if (status !== 201) throw new Error(`POST ${path}: ${status} ${JSON.stringify(made)}`)
    ids.push(made.id as string)
    return made.id as string
  }
  const agencyId = await make('/agencies', { code: word, name: `Agency ${word}`, kind: 'other', email: `${word}@agency.example` })
  const personId = await make('/people', { agencyId, name: `Person ${word}`, email: `${word}@person.example`, role: 'contributor', jobTitle: `Title ${word}` })
  const reviewId = await make('/reviews', { reference: `R-${word}`, title: `Review ${word}`, kind: 'rapid_review', summary: `Summary ${word}`, sourceUrl: `https://${word}.example/` })
  const recommendationId = await make('/recommendations', { reviewId, reference: `REC-${word}`, text: `Text ${word}`, leadAgencyId: agencies.csc, response: 'accepted' })
  const actionId = await make('/actions', { recommendationIds: [recommendationId], title: `Action ${word}`, description: `Description ${word}`, ownerAgencyId: agencies.csc, priority: 'high', dueOn: '2026-09-01', leadPersonId: people.contributor, externalReference: `X-${word}` })
  await make(`/actions/${actionId}/milestones`, { title: `Milestone ${word}`, dueOn: '2026-05-01' })
  await make(`/actions/${actionId}/transitions`, { to: 'in_progress', note: `Note ${word}` })
  await make(`/actions/${actionId}/updates`, { narrative: `Narrative ${word}`, confidence: 'on_track' })
  await make(`/actions/${actionId}/comments`, { text: `Comment ${word}` })
  await make(`/actions/${actionId}/evidence`, { kind: 'output', title: `Evidence ${word}`, effectiveOn: '2026-02-01', statement: `Statement ${word}` })
  const measureId = await make('/measures', { recommendationId, name: `Measure ${word}`, unit: 'count', direction: 'lower_is_better', frequency: 'monthly', description: `Measured ${word}`, source: `Source ${word}` })
  await send('PUT', `/v1/measures/${measureId}/observations/2026-01`, { value: 12, note: `Noted ${word}` })
  await make('/webhook-endpoints', { url: `https://${word}.example/hook`, types: ['*'] })
  await make('/calendar-feeds', { name: `Calendar ${word}` })
  await make('/board-packs', { report: 'summary', title: `Pack ${word}` })
  await make('/api-keys', { name: `Key ${word}`, role: 'viewer', expiresOn: '2026-12-31', agencyId })
  return { ids: [...ids, personId], word }
}
