import { setTimeout as pause } from 'node:timers/promises'
import type { Ask } from '../support/owner.ts'

export type Figure = readonly [what: string, figure: string]

const lookEveryMs = 200

/** Looks which messages are being sent, to tell afterwards how long those took that a killed worker had begun: its silence and their lease, and then what stood before them in the queue. */
export function watchAttempts (ask: Ask): { stop: () => Promise<void>, figures: () => Promise<Figure[]> } {
  const firstTaken = new Map<string, number>()
  const stopping = new AbortController()
  const watching = watch()
  return {
    stop: async () => {
      stopping.abort()
      await watching
    },
    figures: async () => {
      const sent = await ask<{ id: string, attempts: number, at: Date }>("select id, attempts, sent_at as at from reminder_messages where state = 'sent'")
      return [2, 3].flatMap((attempts) => {
        const waits = sent.filter((message) => message.attempts === attempts && firstTaken.has(message.id)).map(({ id, at }) => (at.getTime() - (firstTaken.get(id) ?? 0)) / 1_000).sort((a, b) => a - b)
        if (waits.length === 0) return []
        return [[`taken up ${attempts} times`, `${waits.length} messages, sent ${quantile(waits, 0.5)} s (median) to ${quantile(waits, 1)} s (longest) after they were first taken`] as const]
      })
    }
  }

  async function watch (): Promise<void> {
    while (!stopping.signal.aborted) {
      for (const { id } of await ask<{ id: string }>("select id from reminder_messages where state = 'sending'")) {
        if (!firstTaken.has(id)) firstTaken.set(id, Date.now())
      }
      await pause(lookEveryMs)
    }
  }
}

function quantile (sorted: readonly number[], part: number): string {
  return (sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? 0).toFixed(1)
}
