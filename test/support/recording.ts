import { record } from '../../src/features/events/record.ts'
import type { Subject } from '../../src/features/events/record.ts'
import { systemCaller } from '../../src/features/system-caller.ts'
import { actAs } from '../../src/features/work.ts'
import type { Work } from '../../src/features/work.ts'
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
