import type { Config } from '../config.ts'
import { runningRoleOf } from '../platform/database/running-role.ts'
import type { RunningRole } from '../platform/database/running-role.ts'
import { findRunningPostgres, startEmbeddedPostgres } from '../platform/postgres/embedded.ts'
import type { DatabaseAddresses } from '../platform/postgres/embedded.ts'

export interface ReachedDatabase extends DatabaseAddresses, RunningRole {
  leave: () => Promise<void>
}

/** The database of the service: the one that is configured, the running one of its data folder, or that one started for the moment. */
export async function reachDatabase (config: Config): Promise<ReachedDatabase> {
  const { databaseUrl, databaseOwnerUrl, dataDir } = config
  if (databaseUrl !== undefined) return withRoles({ url: databaseUrl, ownerUrl: databaseOwnerUrl ?? databaseUrl }, async () => {})
  const running = await findRunningPostgres(dataDir)
  if (running !== undefined) return withRoles(running, async () => {})
  const started = await startEmbeddedPostgres({ dataDir, log: () => {} })
  return withRoles(started, started.stop)
}

function withRoles (addresses: DatabaseAddresses, leave: () => Promise<void>): ReachedDatabase {
  return { ...addresses, ...runningRoleOf(addresses), leave }
}
