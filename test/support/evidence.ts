import type { Reply } from './client.ts'
import type { TestApp } from './app.ts'
import { buildAction } from './build.ts'
import { pdf } from './files.ts'

/** A statement of a kind; the test names what matters to it. */
export function statement (facts: Record<string, unknown> = {}) {
  return { kind: 'output', title: 'A dip sample', effectiveOn: '2026-02-27', statement: 'Twenty debriefs were held within five days.', ...facts }
}

export interface SentFile { readonly content?: Buffer, readonly name?: string, readonly type?: string }

/** A form with a file, as a browser sends it. */
export function form ({ content = pdf, name = 'minutes.pdf', type = 'application/pdf' }: SentFile = {}, facts: Record<string, string> = {}): FormData {
  const data = new FormData()
  for (const [field, value] of Object.entries({ kind: 'output', title: 'Minutes', effectiveOn: '2026-02-27', ...facts })) data.set(field, value)
  data.set('file', new Blob([new Uint8Array(content)], { type }), name)
  return data
}

/** An action that Children's Social Care has started. */
export async function buildStarted (app: Pick<TestApp, 'send' | 'agencies'>, facts: Record<string, unknown> = {}): Promise<{ id: string, path: string }> {
  const { id } = await buildAction(app, facts)
  const path = `/v1/actions/${id}`
  expectStatus(201, await app.send('POST', `${path}/transitions`, { to: 'in_progress' }))
  return { id, path }
}

/** A piece of evidence of a started action, handed in by the owner's contributor, or by a scrutineer when it is independent. */
export async function buildEvidence (app: TestApp, path: string, facts: Record<string, unknown> = {}) {
  const role = facts['kind'] === 'independent' ? 'scrutineer' : 'contributor'
  return expectStatus(201, await app.as(role)('POST', `${path}/evidence`, statement(facts))).body
}

/** The same, and the reviewer has accepted it. */
export async function buildAccepted (app: TestApp, path: string, facts: Record<string, unknown> = {}) {
  const evidence = await buildEvidence(app, path, facts)
  expectStatus(201, await app.as('reviewer')('POST', `/v1/evidence/${evidence.id}/assessments`, { outcome: 'accepted', sha256: evidence.sha256 }))
  return evidence
}

/** An action with all the evidence that completion takes, submitted by its owner. */
export async function buildSubmitted (app: TestApp, facts: Record<string, unknown> = {}): Promise<{ id: string, path: string }> {
  const action = await buildStarted(app, facts)
  await buildAccepted(app, action.path, { kind: 'process' })
  await buildAccepted(app, action.path, { kind: 'outcome' })
  expectStatus(201, await app.as('contributor')('POST', `${action.path}/transitions`, { to: 'awaiting_sign_off' }))
  return action
}

function expectStatus (status: number, reply: Reply): Reply {
  if (reply.status !== status) throw new Error(`A builder was answered ${reply.status}: ${reply.text}`)
  return reply
}
