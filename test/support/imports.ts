import { planColumns } from '../../src/domain/plan-column.ts'
import type { PlanColumnKey } from '../../src/domain/plan-column.ts'
import { runImport } from '../../src/features/imports/running.ts'
import { makeLogger } from '../../src/platform/log.ts'
import type { TestApp } from './app.ts'
import type { Reply } from './client.ts'

export type PlanLine = Partial<Record<PlanColumnKey, string>>

/** A row of a new review that is well, but for its number, which is made from the review and its place; a test names what it is about. */
const well: PlanLine = {
  reviewReference: 'PLAN', reviewTitle: 'A review', reviewKind: 'Rapid review', recommendationReference: 'R1', recommendationText: 'Do better.',
  actionTitle: 'Name a lead', ownerAgency: 'csc', priority: 'High', dueOn: '30/06/2026'
}

/** A plan as CSV, with the columns that its rows need. */
export function planOf (...lines: readonly PlanLine[]): string {
  const rows = lines.map((line, place) => ({ ...well, externalReference: `${line.reviewReference ?? 'PLAN'}-${place}`, ...line }))
  const columns = planColumns.filter(({ key }) => rows.some((row) => row[key] !== undefined))
  return [columns.map(({ title }) => title), ...rows.map((row) => columns.map(({ key }) => row[key] ?? ''))]
    .map((cells) => cells.map((cell) => `"${cell.replaceAll('"', '""')}"`).join(',')).join('\r\n')
}

export function planForm (content: string | Uint8Array<ArrayBuffer>, name = 'plan.csv'): FormData {
  const form = new FormData()
  form.set('file', new Blob([content]), name)
  return form
}

/** Hands a plan in and carries it out, as a worker would; gives back how it ended. */
export async function importPlan (app: Pick<TestApp, 'send' | 'services' | 'partnershipId'>, content: string | Uint8Array<ArrayBuffer>, query = '', headers: Readonly<Record<string, string>> = {}): Promise<Reply> {
  const asked = await app.send('POST', `/v1/imports${query}`, planForm(content), headers)
  if (asked.status !== 202) return asked
  await carryOut(app, asked.body.id)
  return await app.send('GET', `/v1/imports/${asked.body.id}`)
}

export async function carryOut ({ services, partnershipId }: Pick<TestApp, 'services' | 'partnershipId'>, importId: string): Promise<void> {
  await runImport({ services, log: makeLogger('silent'), stopping: new AbortController().signal }, { partnershipId, importId })
}
