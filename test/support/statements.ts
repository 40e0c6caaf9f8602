import type { Pool, PoolClient } from 'pg'
import { wireOf } from '../../src/platform/database/driver.ts'

export interface Count { sent: number }

/** Counts the statements that leave through a pool from now on, those whose text is wanted; each is bound once, however many share a flight. */
export function countStatements (pool: Pool, isWanted: (text: string) => boolean = () => true): Count {
  const count: Count = { sent: 0 }
  const counted = new WeakSet<PoolClient>()
  pool.on('acquire', (client) => {
    if (counted.has(client)) return
    counted.add(client)
    const wire = wireOf(client)
    const { bind } = wire
    wire.bind = (portal) => {
      if (isWanted(wire.parsedStatements[portal.statement] ?? wire.submittedNamedStatements[portal.statement] ?? '')) count.sent++
      bind.call(wire, portal)
    }
  })
  return count
}
