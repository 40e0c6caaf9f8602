import { sql } from '../../src/platform/database/drizzle.ts'
import { agencies } from '../../src/features/agencies/tables.ts'
import { updateSet } from '../../src/platform/database/sql.ts'
import type { Cast, TestApp } from './app.ts'
import type { Client } from './client.ts'

export interface ReminderStage extends Cast, Pick<TestApp, 'db' | 'clock' | 'as'> {
  readonly send: Client
  /** Plans what is due, as an outside scheduler would. */
  run: (input?: object) => ReturnType<Client>
  /** The ledger as `recipient step subject`, of what was planned at the present instant or, without it, ever. */
  ledger: (of?: 'now' | 'ever') => Promise<string[]>
}

/** A partnership of its own at Monday 2 March 2026, 09:00, in which every rung of the csc agency has an address. */
export async function stageReminders ({ db, clock, anotherPartnership }: TestApp): Promise<ReminderStage> {
  clock.now = '2026-03-02T09:00:00.000Z'
  const cast = await anotherPartnership()
  const send = cast.as('coordinator')
  await db.rows(sql`${updateSet(agencies, { email: 'Duty@csc.example', escalationEmail: 'director@csc.example' })} where ${agencies.id} = ${cast.agencies.csc}`)
  return {
    ...cast,
    db,
    clock,
    send,
    run: async (input = {}) => await send('POST', '/v1/reminders/run', input),
    ledger: async (of = 'ever') => {
      const { body } = await send('GET', '/v1/reminders?limit=200')
      const rows: Array<{ createdAt: string, recipient: string, step: number, subjectType: string }> = body.data
      return rows.filter(({ createdAt }) => of === 'ever' || createdAt === clock.now).map(({ recipient, step, subjectType }) => `${recipient.split('@', 1)[0]} ${step} ${subjectType}`).sort()
    }
  }
}
