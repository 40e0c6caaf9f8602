import { SerializerSelector } from '@fastify/fast-json-stringify-compiler'
import type { FastifyServerOptions } from 'fastify'

type BuildSerializer = NonNullable<NonNullable<NonNullable<FastifyServerOptions['schemaController']>['compilersFactory']>['buildSerializer']>

/**
 * Serialisers are compiled once for each shape, and when the first answer of that
 * shape leaves. Every operation lists the same problems and components; compiling
 * them anew for each took a second of every start, and compiling each of them a
 * third of one, for answers most of which are never given.
 */
export const buildSerializer: BuildSerializer = (externalSchemas, options) => {
  const compile = SerializerSelector()(externalSchemas, options)
  const known = new Map<string, ReturnType<typeof compile>>()
  const compiled: typeof compile = (route) => {
    const shape = JSON.stringify(route.schema)
    const serializer = known.get(shape) ?? compile(route)
    known.set(shape, serializer)
    return serializer
  }
  return (route) => {
    let serialize: ReturnType<typeof compile> | undefined
    return (data) => (serialize ??= compiled(route))(data)
  }
}
