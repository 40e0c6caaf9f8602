import { setTimeout as pause } from 'node:timers/promises'
import pg from 'pg'

export type Ask = <Row = unknown>(text: string, values?: unknown[]) => Promise<Row[]>

// What PostgreSQL says while it goes down and comes up.
const awayCodes = ['57P01', '57P02', '57P03']

/** Of a session that looks behind the wall between partnerships; it stands before the owner of the tables as well. */
export const inAllPartnerships = '-c app.partnership_id=*'

/** Asks as the owner of the tables, each time on a connection of its own; waits while the database is away. */
export function askAsOwner (ownerUrl: string): Ask {
  return async <Row>(text: string, values: unknown[] = []) => {
    for (;;) {
      const client = new pg.Client({ connectionString: ownerUrl, options: inAllPartnerships })
      client.on('error', () => {})
      try {
        await client.connect()
        return (await client.query(text, values)).rows as Row[]
      } catch (error) {
        if (error instanceof pg.DatabaseError && !awayCodes.includes(error.code ?? '')) throw error
        await pause(50)
      } finally {
        await client.end().catch(() => {})
      }
    }
  }
}
