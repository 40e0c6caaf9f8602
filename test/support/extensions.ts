import type { TestApp } from './app.ts'
import { buildAction } from './build.ts'

/** A request for a month more; the test names what matters to it. */
export function moreTime (facts: Record<string, unknown> = {}) {
  return { proposedDueOn: '2026-07-31', reason: 'Two posts are vacant.', interimRiskControl: 'The duty manager reads each list daily.', ...facts }
}

/** An action of Children's Social Care, due on 30 June 2026, whose contributor has asked for more time. */
export async function buildRequested (app: Pick<TestApp, 'send' | 'as' | 'agencies'>, facts: Record<string, unknown> = {}) {
  const { id: actionId } = await buildAction(app, facts)
  const { status, body, text } = await app.as('contributor')('POST', `/v1/actions/${actionId}/extensions`, moreTime())
  if (status !== 201) throw new Error(`A builder was answered ${status}: ${text}`)
  return { actionId, id: body.id as string, decision: `/v1/extensions/${body.id}/decision`, action: `/v1/actions/${actionId}` }
}

export const agreed = { outcome: 'agreed', reason: 'The posts are advertised.' }
export const declined = { outcome: 'declined', reason: 'The risk is too high.' }
