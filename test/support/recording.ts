import { record } from '../../src/features/events/record.ts'
import type { Subject } from '../../src/features/events/record.ts'
import { systemCaller } from '../../src/features/system-caller.ts'
import { actAs } from '../../src/features/work.ts'
import type { Work } from '../../src/features/work.ts'
import { sql } from '../../src/platform/database/drizzle.ts'
import { newId } from '../../src/platform/ids.ts'
import type { TestApp } from './app.ts'

/** Records an event in a transaction that stays open until the rest of the job is done. */
export async function recordInTransaction (
  { services, partnershipId }: Pick<TestApp, 'services' | 'partnershipId'>, subject: Subject, rest: (work: Work) => Promise<void> = async () => {}
): Promise<void> {
  await actAs(services, { by: systemCaller(partnershipId), timeZone: 'Europe/London', requestId: 'test' }, async (work) => {
    record(work, 'action.updated', subject)
    await rest(work)
  })
}

/** So many events at once, as an import leaves them. */
export async function recordMany (where: Pick<TestApp, 'services' | 'partnershipId'>, count: number): Promise<void> {
  await recordInTransaction(where, { type: 'agency', id: newId() }, async ({ tx, now }) => {
    await tx.write(sql`insert into events (partnership_id, id, type, subject_type, subject_id, actor_kind, occurred_at, request_id)
      select ${where.partnershipId}, gen_random_uuid(), 'agency.updated', 'agency', gen_random_uuid(), 'service', ${now}, 'test' from generate_series(2, ${count}::integer)`)
  })
}
