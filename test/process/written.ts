import { randomUUID } from 'node:crypto'
import type { ListedAction, Running } from './service.ts'

/** What the service acknowledged. */
export interface Ledger { readonly changes: ListedAction[], readonly updates: string[] }

export function emptyLedger (): Ledger {
  return { changes: [], updates: [] }
}

export function acknowledged ({ changes, updates }: Ledger): number {
  return changes.length + updates.length
}

/** So many writers, each at an action of its own, until the service answers no more. */
export async function writeUntilItEnds (service: Running, ledger: Ledger, writers: number): Promise<void> {
  const { data } = await service.actions(`limit=${writers}`)
  await Promise.all(data.map(async (action) => { await write(service, ledger, action).catch(() => {}) })) // the end is what was wanted
}

/** Changes an action and reports on it, again and again. */
async function write (service: Running, ledger: Ledger, { id }: ListedAction): Promise<void> {
  for (;;) {
    const { headers } = await service.ask('GET', `/v1/actions/${id}`)
    const patched = await service.ask('PATCH', `/v1/actions/${id}`, { externalReference: randomUUID() }, { 'if-match': headers.get('etag') ?? '' })
    if (patched.ok) ledger.changes.push(await patched.json() as ListedAction)
    const reported = await service.ask('POST', `/v1/actions/${id}/updates`, { narrative: 'Written under load.' }, { 'idempotency-key': randomUUID() })
    if (reported.ok) ledger.updates.push((await reported.json() as { id: string }).id)
  }
}

export interface Losses {
  /** Acknowledged changes without their event. */
  readonly changes: number
  /** Acknowledged reports that are not there. */
  readonly updates: number
  /** Actions that have not exactly one event for each version. */
  readonly uneven: number
  /** Actions at an earlier version than was acknowledged. */
  readonly wentBack: number
}

export const noLosses: Losses = { changes: 0, updates: 0, uneven: 0, wentBack: 0 }

/** Holds what is stored against what was acknowledged; `ask` gives the first column of a question to the database. */
export async function lossesOf (ledger: Ledger, ask: (question: string) => Promise<readonly string[]>): Promise<Losses> {
  const told = new Set(await ask("select after ->> 'externalReference' from events where type = 'action.updated'"))
  const updates = new Set(await ask('select id::text from action_updates'))
  const versions = new Map((await ask("select id || ' ' || version from actions")).map((line) => line.split(' ') as [string, string]))
  return {
    changes: ledger.changes.filter(({ externalReference }) => !told.has(externalReference ?? '')).length,
    updates: ledger.updates.filter((id) => !updates.has(id)).length,
    uneven: (await ask("select reference from actions where version <> (select count(*) from events where subject_type = 'action' and subject_id = actions.id and type not like 'reminder.%')")).length, // a reminder that falls due meanwhile changes nothing
    wentBack: new Set(ledger.changes.filter(({ id, version }) => Number(versions.get(id) ?? 0) < version).map(({ id }) => id)).size
  }
}
