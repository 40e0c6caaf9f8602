import { setTimeout as pause } from 'node:timers/promises'
import pg from 'pg'

export interface Waiting {
  readonly url: string
  readonly isRunning: () => boolean
  /** How long a server that runs may leave us without any answer. */
  readonly silenceMs: number
}

const pollMs = 20

/**
 * Connects as soon as the server lets us in. One that says it is still starting
 * is recovering from a crash, which takes as long as it takes; one that says
 * nothing is given up.
 */
export async function connectWhenReady (waiting: Waiting): Promise<pg.Client> {
  let lastAnswer = performance.now()
  for (;;) {
    try {
      return await connect(waiting.url, waiting.silenceMs)
    } catch (error) {
      if (isStarting(error)) lastAnswer = performance.now()
      else if (isAnswer(error) || !waiting.isRunning() || performance.now() - lastAnswer > waiting.silenceMs) throw error
      await pause(pollMs)
    }
  }
}

/** One connection, with nothing taken from PG* variables that could make it fail. */
export async function connect (url: string, timeoutMs = 5_000): Promise<pg.Client> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: timeoutMs, ssl: false })
  client.on('error', () => {}) // the next query tells
  await client.connect().catch(async (error: unknown) => {
    await client.end().catch(() => {})
    throw error
  })
  return client
}

// 57P03: cannot_connect_now, while it starts, recovers or stops.
function isStarting (error: unknown): boolean {
  return error instanceof pg.DatabaseError && error.code === '57P03'
}

function isAnswer (error: unknown): boolean {
  return error instanceof pg.DatabaseError
}
