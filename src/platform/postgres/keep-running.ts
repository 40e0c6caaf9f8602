import type { Cluster, LogLine } from './cluster.ts'

export interface Watch {
  end: () => Promise<void>
}

const lookEveryMs = 250

/** Starts the database again when it ends by itself, on the port that everyone was told. */
export function keepRunning (cluster: Cluster, log: LogLine): Watch {
  let restart: Promise<void> | undefined
  const look = (): void => {
    if (restart !== undefined || cluster.isRunning()) return
    restart = startAgain(cluster, log).finally(() => { restart = undefined })
  }
  const timer = setInterval(look, lookEveryMs).unref()
  return {
    end: async () => {
      clearInterval(timer)
      await restart
    }
  }
}

// A failure is logged and met again at the next look.
async function startAgain (cluster: Cluster, log: LogLine): Promise<void> {
  log('PostgreSQL ended by itself; starting it again', { port: cluster.port })
  try {
    await cluster.relaunch()
    log('PostgreSQL runs again', { port: cluster.port })
  } catch (error) {
    log('PostgreSQL could not be started again', { reason: error instanceof Error ? error.message : String(error) })
  }
}
