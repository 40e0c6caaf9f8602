import { createHistogram } from 'node:perf_hooks'
import { setTimeout as pause } from 'node:timers/promises'
import { Connection } from './connection.ts'
import { learn, learnTags } from './knowledge.ts'
import type { Knowledge } from './knowledge.ts'
import { mostConnections, scriptFor } from './requests.ts'
import type { Script } from './requests.ts'
import type { Assignment, Turn } from './turn.ts'

/*
 * The load, in a process of its own. It is told by messages whom to ask what, on
 * how many connections and for how long, and answers how it went.
 */

const known = new Map<number, Promise<Knowledge>>()

process.on('message', (assignment: Assignment) => {
  carryOut(assignment).then((turn) => process.send?.(turn), (error: Error) => {
    console.error(error)
    process.exit(1)
  })
})

async function carryOut ({ site, operation, target, connections, seconds, changesASecond }: Assignment): Promise<Turn> {
  const knowledge = await (known.get(site.size) ?? known.set(site.size, learn(site)).get(site.size))
  if (knowledge === undefined) throw new Error('Nothing is known of this site.') // set on the line before
  if (operation.startsWith('poll')) knowledge.tagged = await learnTags(site, knowledge.places)
  const port = target === 'service' ? site.servicePort : site.floorPort
  const tally = new Tally()
  const stopAt = performance.now() + seconds * 1_000
  const changing = changesASecond === 0 ? undefined : change(await Connection.open(site.servicePort), scriptFor(site, knowledge, 'change', 'service'), changesASecond, stopAt)
  const opened = await Promise.all(Array.from({ length: connections }, async () => await Connection.open(port)))
  const script = scriptFor(site, knowledge, operation, target)
  const started = performance.now()
  await Promise.all(opened.map(async (connection, number) => { await ask(connection, number, script, stopAt, tally) }))
  const turn = tally.turn((performance.now() - started) / 1_000)
  for (const connection of opened) connection.close()
  await changing
  return turn
}

async function ask (connection: Connection, number: number, script: Script, stopAt: number, tally: Tally): Promise<void> {
  for (let now = performance.now(); now < stopAt;) {
    const { request, status, learn } = script(number)
    const response = await connection.ask(request)
    const answeredAt = performance.now()
    if (response.status === status) learn?.(response)
    tally.add(answeredAt - now, response.status === status ? undefined : `${response.status} instead of ${status} for ${request.slice(0, 200)}: ${response.body().slice(0, 500)}`)
    now = answeredAt
  }
}

/** Beside the load, at a steady pace, on the last connection's own actions. */
async function change (connection: Connection, script: Script, aSecond: number, stopAt: number): Promise<void> {
  for (let next = performance.now(); next < stopAt; next += 1_000 / aSecond) {
    await pause(Math.max(0, next - performance.now()))
    const { request, status, learn } = script(mostConnections - 1)
    const response = await connection.ask(request)
    if (response.status !== status) throw new Error(`${response.status}: ${response.body()}`)
    learn?.(response)
  }
  connection.close()
}

/** Times in microseconds, since most are far below a millisecond. */
class Tally {
  readonly #times = createHistogram()
  #failures = 0
  #firstFailure: string | undefined

  add (milliseconds: number, failure: string | undefined): void {
    if (failure === undefined) this.#times.record(Math.max(1, Math.round(milliseconds * 1_000)))
    else {
      this.#failures++
      this.#firstFailure ??= failure
    }
  }

  turn (seconds: number): Turn {
    return {
      answered: this.#times.count,
      seconds,
      p50: this.#times.percentile(50) / 1_000,
      p99: this.#times.percentile(99) / 1_000,
      failures: this.#failures,
      firstFailure: this.#firstFailure
    }
  }
}
