import type { FastifyInstance } from 'fastify'

interface Pattern { readonly matches: RegExp, readonly methods: Set<string> }

const tables = new WeakMap<object, Map<string, Pattern>>()

/** Remembers which methods each address takes, so that a wrong one is told 405 with `Allow` and not 404. */
export function keepMethodTable (app: FastifyInstance): void {
  const table = new Map<string, Pattern>()
  tables.set(app.server, table)
  app.addHook('onRoute', (route) => {
    const pattern = table.get(route.url) ?? { matches: expressionOf(route.url), methods: new Set<string>() }
    for (const method of [route.method].flat()) pattern.methods.add(method)
    table.set(route.url, pattern)
  })
}

/** The methods that an address takes; none when it is not known. */
export function allowedMethods (app: FastifyInstance, url: string): string[] {
  const path = url.split('?', 1)[0] ?? url
  const found = [...tables.get(app.server)?.values() ?? []].filter(({ matches }) => matches.test(path))
  return [...new Set(found.flatMap(({ methods }) => [...methods]))].sort()
}

function expressionOf (url: string): RegExp {
  const parts = url.split(/(:[A-Za-z]+|\*)/).map((part) => {
    if (part.startsWith(':')) return '[^/]+'
    if (part === '*') return '.*'
    return part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
  })
  return new RegExp(`^${parts.join('')}$`)
}
