import type { Test } from 'tap'
import { findPartnership } from '../../src/features/partnerships/queries.ts'
import { disposeOf } from '../../src/features/retention/disposal.ts'
import { findDue } from '../../src/features/retention/due.ts'
import type { Due } from '../../src/features/retention/due.ts'
import { systemCaller } from '../../src/features/system-caller.ts'
import { actAs } from '../../src/features/work.ts'
import { openDatabase } from '../../src/platform/database/database.ts'
import type { Database } from '../../src/platform/database/database.ts'
import { sql } from '../../src/platform/database/drizzle.ts'
import type { TestApp } from './app.ts'
import { buildAction, buildMeasure, buildRecommendation } from './build.ts'
import { testCluster } from './cluster.ts'
import { buildSubmitted, form, statement } from './evidence.ts'
import { moreTime } from './extensions.ts'

export interface Keeper {
  due: (partnershipId?: string) => Promise<Due[]>
  /** Takes away what is due, as the operator does. */
  dispose: (partnershipId?: string) => Promise<readonly string[]>
}

/** The operator, who comes to the database as the owner of its tables. */
export async function keeper (t: Test, { db, services, partnershipId: own }: TestApp): Promise<Keeper> {
  const [{ name } = { name: '' }] = await db.rows<{ name: string }>(sql`select current_database() as name`)
  const database: Database = openDatabase({ url: (await testCluster()).ownerUrl(name), connections: 2, connectionWaitMs: 20_000 })
  t.teardown(async () => { await database.close() })
  const due: Keeper['due'] = async (partnershipId = own) => await findDue(database, await findPartnership(database, partnershipId), services.clock.now())
  return {
    due,
    dispose: async (partnershipId = own) => {
      const listed = await due(partnershipId)
      return await actAs({ clock: services.clock, database }, { by: systemCaller(partnershipId), timeZone: 'Europe/London', requestId: 'disposal' }, async (work) => await disposeOf(work, listed))
    }
  }
}

const anyVersion = { 'if-match': '*' }
export const superseded = { to: 'closed_not_delivered', note: 'Over.', closureReason: 'superseded' }

/** A closed review with something of everything that can belong to one; each text holds the word. */
export async function buildClosedReview (app: TestApp, word: string): Promise<{ reviewId: string, fileId: string, actionId: string }> {
  const { send, as, agencies } = app
  const { id, reviewId } = await buildRecommendation(app, { text: `Do ${word}.` })
  await send('PATCH', `/v1/reviews/${reviewId}`, { title: word, summary: word }, anyVersion)
  const { id: second } = (await send('POST', '/v1/recommendations', { reviewId, reference: 'R2', text: word, repeatsRecommendationIds: [id] })).body
  const planned = (await send('POST', `/v1/recommendations/${second}/playbook`, { key: 'social-worker-continuity', startOn: '2026-03-02', ownerAgencyId: agencies.csc })).body
  for (const action of planned.actionIds ?? planned.actions) await send('POST', `/v1/actions/${action.id ?? action}/transitions`, superseded)
  const measure = await buildMeasure(app, { recommendationId: id, name: word })
  await send('PUT', `/v1/measures/${measure.id}/observations/2026-02`, { value: 12, note: word })
  const completed = await buildSubmitted(app, { recommendationIds: [id], title: word })
  await as('reviewer')('POST', `${completed.path}/transitions`, { to: 'completed', note: word })
  await as('reviewer')('POST', `${completed.path}/impact-reviews`, { rating: 'early_signs', narrative: word })
  const open = await buildAction(app, { recommendationIds: [id], description: word, dueOn: '2026-02-20', supportingAgencyIds: [agencies.housing] })
  await send('POST', `/v1/actions/${open.id}/milestones`, { title: word, dueOn: '2026-06-01' })
  await as('viewer')('POST', `/v1/actions/${open.id}/comments`, { text: word })
  await send('POST', `/v1/actions/${open.id}/updates`, { narrative: word })
  await as('contributor')('POST', `/v1/actions/${open.id}/extensions`, moreTime({ reason: word }))
  const file = await as('contributor')('POST', `/v1/actions/${open.id}/evidence`, form({}, { title: word }))
  await as('contributor')('POST', `/v1/actions/${open.id}/evidence`, statement({ statement: word, replacesId: file.body.id }))
  await send('POST', '/v1/reminders/run', { ignoreSendWindow: true })
  await send('POST', `/v1/actions/${open.id}/transitions`, superseded)
  await send('PATCH', `/v1/reviews/${reviewId}`, { status: 'closed' }, anyVersion)
  return { reviewId, fileId: file.body.id, actionId: open.id }
}
