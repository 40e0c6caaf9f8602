import type { TestApp } from './app.ts'

/** What a test needs to be there already, made through the API itself; it names only the facts that matter to it. */
let made = 0

export interface BuiltRecommendation { readonly id: string, readonly reviewId: string, readonly reviewReference: string }

export async function buildRecommendation ({ send }: Pick<TestApp, 'send'>, facts: { restricted?: boolean } & Record<string, unknown> = {}): Promise<BuiltRecommendation> {
  const { restricted = false, ...recommendation } = facts
  const reviewReference = `REVIEW-${++made}`
  const review = await must(send('POST', '/v1/reviews', { reference: reviewReference, title: 'A review', kind: 'rapid_review', restricted }))
  const { id } = await must(send('POST', '/v1/recommendations', { reviewId: review.id, reference: 'R1', text: 'Do something that can be measured.', ...recommendation }))
  return { id, reviewId: review.id, reviewReference }
}

/** An action of the csc agency, due on 30 June 2026. */
export async function buildAction (app: Pick<TestApp, 'send' | 'agencies'>, facts: Record<string, unknown> = {}) {
  const recommendationIds = facts['recommendationIds'] ?? [(await buildRecommendation(app)).id]
  return await must(app.send('POST', '/v1/actions', {
    recommendationIds, title: 'Name a lead', ownerAgencyId: app.agencies.csc, priority: 'medium', dueOn: '2026-06-30', ...facts
  }))
}

/** A monthly count that is better when it is lower. */
export async function buildMeasure (app: Pick<TestApp, 'send'>, facts: Record<string, unknown> = {}) {
  const recommendationId = facts['recommendationId'] ?? (await buildRecommendation(app)).id
  return await must(app.send('POST', '/v1/measures', { name: 'A measure', unit: 'count', direction: 'lower_is_better', frequency: 'monthly', ...facts, recommendationId }))
}

/** The present ETag of a resource. */
export async function etagOf ({ send }: Pick<TestApp, 'send'>, path: string): Promise<{ 'if-match': string }> {
  return { 'if-match': (await send('GET', path)).headers.get('etag') ?? '' }
}

async function must (asked: ReturnType<TestApp['send']>) {
  const { status, body } = await asked
  if (status !== 201) throw new Error(`A builder was answered ${status}: ${JSON.stringify(body)}`)
  return body
}
