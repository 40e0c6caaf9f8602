import { changesASecond, floorOf, leaveEvents, operations } from './operations.ts'
import type { FloorOperation, Form, Operation, Target } from './operations.ts'
import type { Options } from './options.ts'
import { processorTimeOf } from './process.ts'
import { untilSealed } from './sealed.ts'
import type { Stage, StagedSite } from './stage.ts'
import type { Turn } from './turn.ts'

/** A turn, and the processor time of the process that answered, in µs for each answer. */
export interface MeasuredTurn extends Turn { readonly processorTime: number | undefined }

export interface Measurement {
  readonly operation: Operation
  readonly size: number
  readonly connections: number
  readonly form: Form
  /** The turns of the service and of its floor, round by round. */
  readonly rounds: ReadonlyArray<Readonly<Record<Target, MeasuredTurn>>>
}

/**
 * One operation after the other. In each round every size has its turn, and of
 * each size the service and then the floor: what the machine does meanwhile
 * falls on all alike, and ratios are taken within a round.
 */
export async function measureAll (stage: Stage, options: Options, wanted: readonly Operation[], tell: (measured: Measurement) => Promise<void>): Promise<void> {
  const sites = await chooseForms(stage, wanted)
  for (const operation of wanted) {
    for (const connections of options.connections) {
      const measured = await measure(stage, sites, operation, connections, options)
      for (const one of measured) await tell(one)
    }
  }
}

async function measure (stage: Stage, sites: readonly StagedSite[], operation: Operation, connections: number, options: Options): Promise<Measurement[]> {
  const rounds = sites.map((): Array<Record<Target, MeasuredTurn>> => [])
  for (const site of sites) for (const target of targets) await takeAndSettle(stage, site, operation, target, connections, warmUpSeconds)
  for (let round = 0; round < options.rounds; round++) {
    for (const [index, site] of sites.entries()) {
      const service = await takeAndSettle(stage, site, operation, 'service', connections, options.seconds)
      const floor = await takeAndSettle(stage, site, operation, 'floor', connections, options.seconds)
      rounds[index]?.push({ service, floor })
    }
  }
  return sites.map(({ size, forms }, index) => ({ operation, size, connections, form: forms[floorOf[operation]] ?? 'rows', rounds: rounds[index] ?? [] }))
}

const targets = ['service', 'floor'] as const
const warmUpSeconds = 3

/** One turn; what it has left to be sealed is not left to the next. */
async function takeAndSettle (...turn: Parameters<typeof take>): Promise<MeasuredTurn> {
  const [, site, operation] = turn
  const measured = await take(...turn)
  if (leaveEvents.includes(operation)) await untilSealed(site)
  return measured
}

/** One turn of one of the two. */
export async function take (stage: Stage, site: StagedSite, operation: Operation, target: Target, connections: number, seconds: number): Promise<MeasuredTurn> {
  const { service, floor, superUrl: _superUrl, ...told } = site
  const { pid } = target === 'service' ? service : floor
  const before = processorTimeOf(pid)
  const turn = await stage.perform({ site: told, operation, target, connections, seconds, changesASecond: operation === 'summary-writes' ? changesASecond : 0 })
  const after = processorTimeOf(pid)
  // What the service refuses under load is part of what is measured, and said in the table; a floor that fails measures nothing.
  if (turn.failures > 0 && target === 'floor') throw new Error(`${operations[operation]}: ${turn.failures} of the ${target}'s answers were wrong; the first was ${turn.firstFailure}`)
  return { ...turn, processorTime: before === undefined || after === undefined ? undefined : (after - before) * 1_000 / turn.answered }
}

const haveTwoForms = ['read', 'list', 'deep'] as const

/** The floor is whatever is faster on this machine: JSON made by PostgreSQL, or rows through Fastify's serialiser. */
async function chooseForms (stage: Stage, wanted: readonly Operation[]): Promise<StagedSite[]> {
  const needed = haveTwoForms.filter((operation) => wanted.some((one) => floorOf[one] === operation))
  return await inTurn(stage.sites, async (site) => {
    const forms: Partial<Record<FloorOperation, Form>> = {}
    for (const operation of needed) forms[operation] = await fasterForm(stage, site, operation)
    return { ...site, forms }
  })
}

async function fasterForm (stage: Stage, site: StagedSite, operation: FloorOperation): Promise<Form> {
  const answered = { rows: 0, json: 0 }
  for (const form of ['rows', 'json', 'rows', 'json'] as const) {
    const turn = await take(stage, { ...site, forms: { [operation]: form } }, operation, 'floor', 32, warmUpSeconds)
    answered[form] += turn.answered
  }
  return answered.json > answered.rows ? 'json' : 'rows'
}

async function inTurn<Item, Made> (items: readonly Item[], make: (item: Item) => Promise<Made>): Promise<Made[]> {
  const made = []
  for (const item of items) made.push(await make(item))
  return made
}
