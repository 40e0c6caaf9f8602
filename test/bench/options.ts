import { parseArgs } from 'node:util'

export interface Options {
  /** How many actions the partnerships hold. */
  readonly sizes: readonly number[]
  readonly connections: readonly number[]
  readonly rounds: number
  readonly seconds: number
  /** Only these operations; nothing is written to RESULTS.md then. */
  readonly only: readonly string[] | undefined
  readonly soakMinutes: number
  /** What sealing the events costs the writers is measured, and nothing else. */
  readonly sealing: boolean
  /** A folder whose database is kept, and taken up again by the next run. */
  readonly dataDir: string | undefined
  /** A superuser's address of a server to be used instead of the embedded one. */
  readonly databaseUrl: string | undefined
}

const help = `npm run bench -- [options]
  --sizes 10000,100000,1000000   actions in the partnership
  --connections 1,32             connections of the load
  --rounds 5                     rounds of each measurement; service and floor take turns
  --seconds 2                    length of a turn
  --only read,list               some of the operations (RESULTS.md is left alone)
  --soak 10                      minutes of mixed load afterwards, with samples of the memory
  --sealing                      only the writes, with the events being sealed and without, in turn
  --data <folder>                keep the database there, and use it again
BENCH_DATABASE_URL: a superuser's address of a PostgreSQL to use instead of the embedded one.`

export function readOptions (args: readonly string[]): Options {
  const { values } = parseArgs({
    args: [...args],
    options: {
      sizes: { type: 'string', default: '10000,100000,1000000' },
      connections: { type: 'string', default: '1,32' },
      rounds: { type: 'string', default: '5' },
      seconds: { type: 'string', default: '2' },
      only: { type: 'string' },
      soak: { type: 'string', default: '0' },
      sealing: { type: 'boolean', default: false },
      data: { type: 'string' },
      help: { type: 'boolean', default: false }
    }
  })
  if (values.help) {
    console.log(help)
    process.exit()
  }
  return {
    sizes: numbers(values.sizes),
    connections: numbers(values.connections),
    rounds: Number(values.rounds),
    seconds: Number(values.seconds),
    only: values.only?.split(','),
    soakMinutes: Number(values.soak),
    sealing: values.sealing,
    dataDir: values.data,
    databaseUrl: process.env['BENCH_DATABASE_URL']
  }
}

function numbers (list: string): number[] {
  return list.split(',').map(Number)
}
