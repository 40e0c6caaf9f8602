import { setTimeout as pause } from 'node:timers/promises'
import { withClient } from './database.ts'
import type { StagedSite } from './stage.ts'

/** Waits until the service has sealed what a turn has left: else it would do so in the next one's time. */
export async function untilSealed ({ superUrl }: StagedSite): Promise<void> {
  await withClient(superUrl, async (client) => {
    const left = 'select from events where not exists (select from event_seals where event_seals.partnership_id = events.partnership_id and event_id = events.id) limit 1'
    while ((await client.query(left)).rowCount !== 0) await pause(200)
  })
}
