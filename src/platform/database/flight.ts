import type { Duplex } from 'node:stream'
import type { PoolClient } from 'pg'

/** What is asked over this connection until then leaves in one packet, and wakes PostgreSQL once. */
export function gatherFlight (client: PoolClient, then: (leave: () => void) => void): void {
  const { stream } = (client as PoolClient & { connection: { stream: Duplex } }).connection // the driver's socket is not in its published types
  stream.cork()
  then(() => { stream.uncork() })
}
