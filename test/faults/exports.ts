import { setTimeout as pause } from 'node:timers/promises'
import { request } from 'node:http'
import type { IncomingMessage } from 'node:http'
import { once } from 'node:events'
import { readOptions } from '../bench/options.ts'
import { memoryOf } from '../bench/process.ts'
import { openStage } from '../bench/stage.ts'
import type { StagedSite } from '../bench/stage.ts'
import { hold } from './bars.ts'

// What a slow reader of a whole plan costs the service: node test/faults/exports.ts [--sizes 200000]
// Bar of RELIABILITY, section A: 64 MiB more than before.
const mostGrowth = 64
const bytesAtOnce = 1_048_576
const pausesMs = { brisk: 250, slow: 1_000 } // 4 and 1 MiB a second
const stages = await openStage(readOptions(['--sizes', '200000', ...process.argv.slice(2)]), console.error)

process.exitCode = 1 // until all of it held
try {
  const held: boolean[] = []
  for (const site of stages.sites) {
    await warmUp(site)
    for (const [format, reader] of [['csv', 'brisk'], ['xlsx', 'slow']] as const) held.push(await measure(site, format, reader))
  }
  process.exitCode = held.every(Boolean) ? 0 : 1
} finally {
  await stages.close()
}

/** Answers as they come all day, so that what is measured is what exports add. */
async function warmUp ({ service, token }: StagedSite): Promise<void> {
  for (let times = 0; times < 200; times++) await fetch(`http://127.0.0.1:${service.port}/v1/actions?limit=50`, { headers: { authorization: `Bearer ${token}` } }).then(async (answer) => await answer.text())
}

async function measure (site: StagedSite, format: string, reader: keyof typeof pausesMs): Promise<boolean> {
  const before = memoryOf(site.service.pid)?.now ?? NaN
  const { bytes, seconds, most } = await exportOf(site, format, pausesMs[reader])
  return hold(`MiB more for ${site.size} actions as ${format}, ${Math.round(bytes / bytesAtOnce)} MiB in ${seconds} s to a ${reader} reader`, most - before, String(mostGrowth), most - before <= mostGrowth)
}

/** Reads a file with a pause after each mebibyte, and looks at the service's memory in each. */
async function exportOf ({ service, token }: StagedSite, format: string, pauseMs: number): Promise<{ bytes: number, seconds: number, most: number }> {
  const started = performance.now()
  let [bytes, most, seen] = [0, 0, 0]
  for await (const chunk of await begin(service.port, format, token) as AsyncIterable<Buffer>) {
    bytes += chunk.length
    if (bytes - seen < bytesAtOnce) continue
    seen = bytes
    most = Math.max(most, memoryOf(service.pid)?.now ?? NaN)
    await pause(pauseMs)
  }
  return { bytes, most, seconds: Math.round((performance.now() - started) / 1_000) }
}

async function begin (port: number, format: string, token: string): Promise<IncomingMessage> {
  const asked = request({ port, path: `/v1/reports/actions-flat?format=${format}`, headers: { authorization: `Bearer ${token}` } })
  asked.end()
  const [answer] = await once(asked, 'response') as [IncomingMessage]
  return answer
}
