import { setTimeout as pause } from 'node:timers/promises'
import type { Running } from '../process/service.ts'

/** How an import stands, as GET /v1/imports/{id} says. */
export interface Progress { readonly id: string, readonly state: string, readonly rowsWritten: number, readonly added: number, readonly unchanged: number, readonly endedAt: string | null }

const longestMs = 10 * 60_000

/** Hands a plan in as CSV. */
export async function handIn ({ ask }: Running, plan: string): Promise<Progress> {
  const form = new FormData()
  form.set('file', new Blob([plan]), 'plan.csv')
  const answer = await ask('POST', '/v1/imports', form)
  if (answer.status !== 202) throw new Error(`The plan was answered ${answer.status}: ${await answer.text()}`)
  return await answer.json() as Progress // the contract tests hold it to that
}

export async function progressOf ({ ask }: Running, id: string): Promise<Progress> {
  return await (await ask('GET', `/v1/imports/${id}?verdict=refused`)).json() as Progress
}

/** How it stands when it has ended; ten minutes are waited for that. */
export async function ended (service: Running, id: string): Promise<Progress> {
  for (const end = performance.now() + longestMs; performance.now() < end;) {
    const progress = await progressOf(service, id)
    if (progress.endedAt !== null) return progress
    await pause(200)
  }
  throw new Error(`The import ${id} did not end: ${JSON.stringify(await progressOf(service, id))}`)
}
