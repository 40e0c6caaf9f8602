import t from 'tap'
import { sql } from '../../src/platform/database/drizzle.ts'
import fc from 'fast-check'
import { confidences, deliveryStatuses, impacts } from '../../src/domain/action.ts'
import { isOverdue, overdueSql } from '../../src/domain/due-date.ts'
import { addDays } from '../../src/domain/local-date.ts'
import { ragReasonSql, ragSql, rate } from '../../src/domain/rating.ts'
import type { RatedAction, Rating } from '../../src/domain/rating.ts'
import { fromDomain } from '../../src/platform/database/sql.ts'
import { testApp } from '../support/app.ts'

const { db } = await testApp(t)
const today = '2026-03-29' // the night before, the clocks changed

const day = fc.integer({ min: -3, max: 3 }).map((days) => addDays(today, days))
const someAction: fc.Arbitrary<RatedAction> = fc.record({
  status: fc.constantFrom(...deliveryStatuses),
  impact: fc.constantFrom(...impacts),
  confidence: fc.constantFrom(...confidences),
  dueOn: day,
  submittedOn: fc.option(day),
  nextMilestoneDueOn: fc.option(day)
})

interface Rated extends Rating { readonly isOverdue: boolean }

async function rateInSql (actions: readonly RatedAction[]): Promise<Rated[]> {
  const rows = actions.map(({ status, impact, confidence, dueOn, submittedOn, nextMilestoneDueOn }, number) =>
    ({ number, status, impact, confidence, due_on: dueOn, submitted_on: submittedOn, next_milestone_due_on: nextMilestoneDueOn }))
  return await db.rows<Rated>(sql`select ${fromDomain(ragSql, today)} as rag, ${fromDomain(ragReasonSql, today)} as "ragReason", ${fromDomain(overdueSql, today)} as "isOverdue"
    from json_to_recordset(${JSON.stringify(rows)}::json)
      as action (number integer, status text, impact text, confidence text, due_on date, submitted_on date, next_milestone_due_on date)
    order by number`)
}

t.test('a query rates every action as the domain does, for the same reason', async (t) => {
  await fc.assert(fc.asyncProperty(fc.array(someAction, { minLength: 100, maxLength: 500 }), async (actions) => {
    const expected = actions.map((action) => ({ ...rate(action, today), isOverdue: isOverdue(action, today) }))

    t.same(await rateInSql(actions), expected)
  }), { numRuns: 30 })
})
