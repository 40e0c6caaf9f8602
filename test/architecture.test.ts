import t from 'tap'
import { readdirSync, readFileSync } from 'node:fs'
import { posix } from 'node:path'

/** Where a line of the code may point, by where it stands; docs/architecture.md draws it. */
interface Border {
  readonly of: RegExp
  /** What it may import; all else is refused. */
  readonly only?: readonly RegExp[]
  readonly never?: readonly RegExp[]
  /** Refused too, but for types, which leave nothing behind at run time. */
  readonly neverAtRunTime?: readonly RegExp[]
}

const web = /^(fastify|@fastify\/.*)$/
const typebox = /^@sinclair\/typebox/
const drizzle = /^drizzle-orm|^src\/platform\/database\/drizzle\.ts$/
const drizzlesOwnDoor = /^drizzle-orm/
const tables = /^src\/.*\btables\.ts$/
const queries = /^src\/features\/.*\bqueries\.ts$/
const commands = /^src\/features\/.*\bcommands\.ts$/
const schemas = /^src\/features\/.*\bschemas\.ts$/
const routes = /^src\/features\/.*\broutes\.ts$/
const entries = /^src\/(app|server|serving|worker|cli|first-use)\.ts$|^src\/(cli|example)\//

const borders: readonly Border[] = [
  { of: /^src\/(?!platform\/database\/drizzle\.ts)/, neverAtRunTime: [drizzlesOwnDoor] }, // docs/decisions/0011
  { of: /^src\/domain\//, only: [/^src\/domain\//] },
  { of: /^src\/platform\//, never: [/^src\/features\//, entries], neverAtRunTime: [/^src\/(config|services)\.ts$/] },
  { of: /^src\/features\//, never: [entries], neverAtRunTime: [/^src\/(config|services)\.ts$/] },
  { of: tables, only: [drizzle, /^src\/domain\//, tables, /^src\/platform\/database\/columns\.ts$/] },
  { of: queries, never: [web, typebox, commands, routes], neverAtRunTime: [schemas] },
  { of: commands, never: [web, typebox, drizzle, tables, routes], neverAtRunTime: [schemas] },
  { of: schemas, never: [web, drizzle, tables, commands, routes] },
  { of: routes, never: [drizzle, tables, routes] },
  { of: /^src\/dashboard\//, never: [drizzle, tables, routes, entries], neverAtRunTime: [/^src\/(config|services)\.ts$/] },
  { of: /^src\/(platform|features)\//, never: [/^src\/dashboard\//] },
  { of: /^src\/(config|services)\.ts$/, never: [entries, routes, web] }
]

interface Import { readonly from: string, readonly target: string, readonly isType: boolean }

// Only these two: in other folders files come and go while the tests run.
const files = ['src', 'test'].flatMap((folder) => readdirSync(folder, { recursive: true, encoding: 'utf8' }).map((path) => `${folder}/${path.replaceAll('\\', '/')}`))
  .filter((path) => path.endsWith('.ts'))
const sources = new Map(files.map((path) => [path, readFileSync(path, 'utf8')]))
const imports = files.filter((path) => path.startsWith('src/')).flatMap(importsOf)

t.test('nothing crosses a border', async (t) => {
  t.ok(imports.length > 100, 'the import lines are found')
  t.strictSame(imports.flatMap(faultsOf), [])
})

t.test('the domain is pure: no clock, no chance, no waiting, nothing of the machine', async (t) => {
  const impure = /\bawait\b|\basync\b|\bDate\.now\b|\bnew Date\(\)|\bMath\.random\b|\bprocess\.|\bperformance\.|\bcrypto\./
  t.strictSame(files.filter((path) => path.startsWith('src/domain/') && impure.test(code(path))), [])
})

t.test('only the entry points hand over the environment, and nothing asks which one it is', async (t) => {
  // A child's environment is made from ours.
  const mayLook = /^src\/(server|worker|cli|config)\.ts$|^src\/platform\/postgres\//
  t.strictSame(files.filter((path) => path.startsWith('src/') && /\bprocess\.env\b/.test(code(path)) && !mayLook.test(path)), [])
  t.strictSame(files.filter((path) => path.startsWith('src/') && code(path).includes('NODE_ENV')), [])
})

t.test('a thing lives where its reason lives: there are no drawers for the rest', async (t) => {
  const drawers = /(^|\/)(utils?|helpers?|common|shared|types?|misc|lib)(\/|\.ts$)/
  t.strictSame(files.filter((path) => drawers.test(path)), [])
})

t.test('files stay short enough to read', async (t) => {
  const longest = 300
  const long = [...sources].map(([path, text]) => [path, text.split('\n').length] as const).filter(([, lines]) => lines > longest)
  t.strictSame(long, [])
})

function faultsOf ({ from, target, isType }: Import): string[] {
  return borders.filter(({ of }) => of.test(from)).flatMap(({ only, never = [], neverAtRunTime = [] }) => {
    const refused = [...never, ...(isType ? [] : neverAtRunTime)].some((pattern) => pattern.test(target))
    const outside = only !== undefined && !only.some((pattern) => pattern.test(target))
    return refused || outside ? [`${from} imports ${target}`] : []
  })
}

function importsOf (path: string): Import[] {
  const lines = (sources.get(path) ?? '').matchAll(/^(?:import|export)\s+(type\s+)?[^'"]*?\bfrom '([^']+)'|^import '([^']+)'|\bimport\('([^']+)'\)/gm)
  return [...lines].map(([, type, from, bare, dynamic]) => {
    const target = from ?? bare ?? dynamic ?? ''
    return { from: path, isType: type !== undefined, target: target.startsWith('.') ? posix.join(posix.dirname(path), target) : target }
  })
}

/** A file without its comments. */
function code (path: string): string {
  return (sources.get(path) ?? '').replace(/\/\*[\s\S]*?\*\/|\/\/.*$/gm, '')
}
