import { cpus, totalmem } from 'node:os'
import { readFile, writeFile } from 'node:fs/promises'
import type { Bar } from './bars.ts'
import { inWords, percent } from './bars.ts'
import type { Figures } from './figures.ts'
import type { Memory } from './memory.ts'
import { operations } from './operations.ts'
import type { Options } from './options.ts'

export interface Results {
  readonly options: Options
  readonly postgresVersion: string
  readonly figures: readonly Figures[]
  readonly bars: readonly Bar[]
  readonly memory: Memory
}

const columns = ['Operation', 'Actions', 'Conn.', 'Service/s', 'Floor/s', 'Ratio', 'p50 ms', 'p99 ms', 'Floor p50 ms', 'CPU µs', 'Floor CPU µs', 'Failed'] as const

/** The figures as a table for the terminal and for Markdown alike. */
export function table (figures: readonly Figures[]): string {
  return grid([[...columns], ...figures.map(row)])
}

export function barTable (bars: readonly Bar[]): string {
  return grid([['Bar', 'Measured', 'Met'], ...bars.map(({ bar, measured, isMet }) => [bar, measured, isMet ? 'yes' : 'no'])])
}

/** RESULTS.md, beside this file. */
export async function writeResults (results: Results): Promise<void> {
  await writeFile(new URL('RESULTS.md', import.meta.url), await markdown(results))
}

async function markdown ({ options, postgresVersion, figures, bars, memory }: Results): Promise<string> {
  return `# Results of the benchmark

Written by \`npm run bench\` on ${new Date().toISOString().slice(0, 10)}; medians of ${options.rounds} rounds of ${options.seconds} s, service and floor in turn.

${await surroundings(postgresVersion)}

The **floor** is bare Fastify with one named prepared statement over \`pg\` on a pool of the same size, in a process of its own: no sign-in,
validation, permission, event feed, log or headers. For reads it is the faster of two forms (JSON made by PostgreSQL, or rows through Fastify's
serialiser); for writes one statement with data-modifying CTEs that writes the same rows. The floor of a poll is reading it again; the floor of the
summary is the plain \`GROUP BY\`. **CPU** is the processor time of the answering Node process for each answer. Nothing of the service is switched
off: sign-in, validation, permission, row-level security, limits, ETags, security headers, events, idempotency and a log line for each request
are in its figures; \`/metrics\`, which is off unless \`METRICS_TOKEN\` is set, is not.

## Bars

${barTable(bars)}

## Figures

${table(figures)}
${memoryReport(memory)}`
}

async function surroundings (postgresVersion: string): Promise<string> {
  const [cpu] = cpus()
  const version = async (name: string) => (JSON.parse(await readFile(new URL(`../../node_modules/${name}/package.json`, import.meta.url), 'utf8')) as { version: string }).version
  return `${cpus().length} cores (${cpu?.model.trim()}), ${Math.round(totalmem() / 2 ** 30)} GiB, ${process.platform} ${process.arch}, Node ${process.versions.node}, PostgreSQL ${postgresVersion} on the same machine with durable writes, fastify ${await version('fastify')}, pg ${await version('pg')}. Load, service and database share the cores.`
}

function memoryReport ({ afterLoad, soak }: Memory): string {
  const held = afterLoad.map(({ size, now, most }) => `${now} MiB with ${inWords(size)} actions (${most} MiB at most)`)
  const lines = held.length === 0 ? [] : [`\n## Memory of the service\n\nAfter all of this load: ${held.join('; ')}.`]
  if (soak !== undefined) lines.push(`\nOver ${soak.minutes} minutes of mixed load on 32 connections, MiB in even steps: ${everyTwentieth(soak.samples).join(', ')}; ${soak.failures} answers were not as they should be.`)
  return lines.length === 0 ? '' : `${lines.join('\n')}\n`
}

function everyTwentieth (samples: readonly number[]): number[] {
  return Array.from({ length: 20 }, (_, index) => samples[Math.floor(index * samples.length / 20)] ?? NaN)
}

function row (figures: Figures): string[] {
  const { operation, size, connections, form, servicePerSecond, floorPerSecond, ratio, p50, p99, floorP50, failures, serviceProcessorTime, floorProcessorTime } = figures
  return [
    operations[operation], inWords(size), String(connections), inWords(Math.round(servicePerSecond)), `${inWords(Math.round(floorPerSecond))}${form === 'json' ? ' (JSON)' : ''}`,
    ratio >= 2 ? `${ratio.toFixed(1)} ×` : percent(ratio), p50.toFixed(2), p99.toFixed(2), floorP50.toFixed(2), microseconds(serviceProcessorTime), microseconds(floorProcessorTime), String(failures)
  ]
}

function microseconds (time: number | undefined): string {
  return time === undefined || !Number.isFinite(time) ? '' : String(Math.round(time)) // of no answer at all there is none for each
}

function grid (rows: readonly string[][]): string {
  const widths = rows[0]?.map((_, column) => Math.max(...rows.map((cells) => cells[column]?.length ?? 0))) ?? []
  const lines = rows.map((cells) => `| ${cells.map((cell, column) => column === 0 ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0)).join(' | ')} |`)
  const rule = `|${widths.map((width, column) => column === 0 ? `:${'-'.repeat(width + 1)}` : `${'-'.repeat(width + 1)}:`).join('|')}|`
  return [lines[0], rule, ...lines.slice(1)].join('\n')
}
