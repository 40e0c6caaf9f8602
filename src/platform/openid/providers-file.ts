import { readFileSync } from 'node:fs'
import { Type } from '@sinclair/typebox'
import { Value } from '@sinclair/typebox/value'
import type { ProviderSettings } from './provider.ts'

// Plain http only to this machine itself: for trying it out.
export const issuerForm = '^(https://[^\\s?#]+|http://(127\\.0\\.0\\.1|localhost)(:[0-9]+)?(/[^\\s?#]*)?)$'

/** Each may speak for the addresses of its own domains alone: else one agency's provider could say that somebody is another agency's reviewer. */
const ProvidersFile = Type.Array(Type.Object({
  name: Type.String({ minLength: 1, maxLength: 100 }),
  issuer: Type.String({ pattern: issuerForm }),
  clientId: Type.String({ minLength: 1 }),
  clientSecret: Type.String({ minLength: 1 }),
  audience: Type.Optional(Type.String({ minLength: 1 })),
  emailDomains: Type.Array(Type.String({ pattern: '^[A-Za-z0-9.-]+$' }), { minItems: 1 })
}, { additionalProperties: false }), { minItems: 1 })

/** All that is wrong with the file of providers; nothing when there is none. */
export function faultsOfProvidersFile (file: string | undefined): string[] {
  if (file === undefined) return []
  try {
    const read: unknown = JSON.parse(readFileSync(file, 'utf8'))
    if (!Value.Check(ProvidersFile, read)) return [...Value.Errors(ProvidersFile, read)].map(({ path, message }) => `${path} ${message}`)
    return read.filter(({ audience, clientId }) => audience === clientId).map(({ name }) => `the audience of ${name} must differ from its clientId`)
  } catch (error) {
    return [`${file} cannot be read as JSON (${error instanceof Error ? error.message : String(error)})`]
  }
}

/** The providers of a file without faults. */
export function providersIn (file: string | undefined): ProviderSettings[] {
  if (file === undefined) return []
  const providers = Value.Decode(ProvidersFile, JSON.parse(readFileSync(file, 'utf8')))
  return providers.map(({ audience, emailDomains, ...provider }) => ({ ...provider, audience, emailDomains: emailDomains.map((domain) => domain.toLowerCase()) }))
}
