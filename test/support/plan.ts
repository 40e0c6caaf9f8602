import type { InferInsertModel } from 'drizzle-orm'
import { actionRecommendations, actions } from '../../src/features/actions/tables.ts'
import { recommendations } from '../../src/features/recommendations/tables.ts'
import { reviews } from '../../src/features/reviews/tables.ts'
import { signOffs } from '../../src/features/sign-offs/tables.ts'
import { insertInto } from '../../src/platform/database/sql.ts'
import type { Database } from '../../src/platform/database/database.ts'
import { newId } from '../../src/platform/ids.ts'
import type { Cast } from './app.ts'

type Facts<Row> = Partial<Omit<Row, 'partnershipId' | 'createdAt' | 'updatedAt'>>
type ActionFacts = Facts<InferInsertModel<typeof actions>>

const written = { createdAt: '2026-01-05T09:00:00.000Z', updatedAt: '2026-01-05T09:00:00.000Z' }

/** A recommendation, of a review of its own unless one is named. Written as it is: no rule is asked, no event recorded. */
export async function plantRecommendation (
  db: Database, { partnershipId }: Cast, facts: Facts<InferInsertModel<typeof recommendations>> = {}, review: Facts<InferInsertModel<typeof reviews>> = {}
): Promise<{ id: string, reviewId: string }> {
  const reviewId = facts.reviewId ?? newId()
  if (facts.reviewId === undefined) await db.rows(insertInto(reviews, { partnershipId, id: reviewId, reference: reviewId, title: 'A review', kind: 'rapid_review', ...written, ...review }))
  const row = { partnershipId, id: newId(), reference: 'R1', text: 'Do better.', ...written, ...facts, reviewId }
  await db.rows(insertInto(recommendations, row))
  return row
}

/** An action due on 30 June 2026 that Children's Social Care owns; consistent with its status as far as the database asks. */
export async function plantAction (db: Database, cast: Cast, facts: ActionFacts = {}): Promise<{ id: string }> {
  const { partnershipId, agencies: { csc } } = cast
  const id = newId()
  const dueOn = facts.dueOn ?? '2026-06-30'
  const recommendationIds = facts.recommendationIds ?? [(await plantRecommendation(db, cast)).id]
  const ended = facts.status === 'completed' && facts.assurance !== 'before_this_service' ? await signOff(db, cast, id) : endedAs(facts)
  await db.rows(insertInto(actions, {
    partnershipId, id, reference: id, title: 'An action', priority: 'medium', ownerAgencyId: csc, originalDueOn: dueOn, ...ended, ...written, ...facts, dueOn, recommendationIds
  }))
  await db.rows(insertInto(actionRecommendations, recommendationIds.map((recommendationId) => ({ partnershipId, actionId: id, recommendationId }))))
  return { id }
}

async function signOff (db: Database, { partnershipId, agencies: { csc, police }, people: { contributor, reviewer } }: Cast, actionId: string): Promise<ActionFacts> {
  const signOffId = newId()
  await db.rows(insertInto(signOffs, {
    partnershipId, id: signOffId, actionId, round: 0, signedOffById: reviewer, signedOffByAgencyId: police, submittedById: contributor, submittedByAgencyId: csc, ownerAgencyId: csc, ownerAgencyIdWhenSubmitted: csc, createdAt: written.createdAt
  }))
  return { signOffId, assurance: 'signed_off', completedOn: '2026-02-20', closureReason: 'delivered' }
}

function endedAs ({ status }: ActionFacts): ActionFacts {
  if (status === 'completed') return { completedOn: '2026-02-20', closureReason: 'delivered' }
  if (status === 'closed_not_delivered') return { closedOn: '2026-02-20', closureReason: 'not_progressed' }
  if (status === 'paused') return { resumeOn: '2026-06-01' }
  return {}
}
