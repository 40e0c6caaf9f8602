import { Type } from '@sinclair/typebox'
import type { Static } from '@sinclair/typebox'
import { deactivationReasons } from '../../domain/webhook.ts'
import { Id, Instant, listOf, listQuery, nullable, oneOf, Version } from '../../platform/http/schemas.ts'
import type { EndpointRow, IssuedEndpoint } from './queries.ts'

const address = { maxLength: 2000, description: 'Where it is told: an https address of the public internet, on port 443, without user name, password or fragment.', examples: ['https://systems.agency.example/follow-through'] }
/** As it was given: where it may lead is a rule, and told as one (422). */
const GivenUrl = Type.String({ format: 'url', ...address })
const Types = Type.Array(
  Type.String({ pattern: '^(\\*|[a-z_]+\\.(\\*|[a-z_]+))$', maxLength: 80, description: 'An event of the feed, all of a noun, or all.', examples: ['action.closed', 'extension.*', '*'] }),
  { minItems: 1, maxItems: 100, uniqueItems: true, description: 'Of what it is told: types of events as the feed has them, `action.*` for all of a noun, `*` for every one.', examples: [['action.*', 'extension.*']] }
)

const fields = {
  id: Id,
  url: Type.String({ format: 'uri', ...address }),
  types: Types,
  active: Type.Boolean({ description: 'Is it told? Switched off, it keeps its place in the sequence, and goes on from there when it is switched on.' }),
  deactivatedAt: nullable(Instant, 'When it was switched off; null: it is active.'),
  deactivationReason: nullable(oneOf(deactivationReasons, ''), '`switched_off`: by a coordinator. `gone`: it answered 410. `failing`: nothing got through for three days. Null: it is active.'),
  failingSince: nullable(Instant, 'Since when no attempt got through; null: the last one did, or there was none.'),
  previousSecretUntil: nullable(Instant, 'Until when the secret before the present one signs too; null: it was never rotated.'),
  createdAt: Instant,
  updatedAt: Instant,
  version: Version
}

export const WebhookEndpoint = Type.Object(fields, { $id: 'WebhookEndpoint', additionalProperties: false })

export const NewWebhookEndpoint = Type.Object({
  ...fields,
  secret: nullable(Type.String({ examples: ['whsec_…'] }), 'What its messages are signed with, shown this once; null in a replayed answer.')
}, { $id: 'NewWebhookEndpoint', additionalProperties: false })

export const WebhookEndpointList = listOf(WebhookEndpoint, 'WebhookEndpointList')

export const WebhookEndpointInput = Type.Object({ url: GivenUrl, types: Types }, { additionalProperties: false })
export const WebhookEndpointPatch = Type.Partial(Type.Object({ url: GivenUrl, types: Types, active: fields.active }), { additionalProperties: false, minProperties: 1 })

export const endpointSorts = ['createdAt'] as const
export const WebhookEndpointQuery = listQuery(endpointSorts, {
  active: Type.Optional(Type.Boolean({ description: 'true: those that are told; false: those that are switched off.' }))
})

export const components = [WebhookEndpoint, NewWebhookEndpoint, WebhookEndpointList]

export type WebhookEndpointInput = Static<typeof WebhookEndpointInput>
export type WebhookEndpointPatch = Static<typeof WebhookEndpointPatch>

export function presentEndpoint (row: EndpointRow): Static<typeof WebhookEndpoint> {
  const { id, url, types, active, deactivatedAt, deactivationReason, failingSince, previousSecretUntil, createdAt, updatedAt, version } = row
  return { id, url, types, active, deactivatedAt, deactivationReason, failingSince, previousSecretUntil, createdAt, updatedAt, version }
}

export function presentIssuedEndpoint ({ endpoint, secret }: IssuedEndpoint): Static<typeof NewWebhookEndpoint> {
  return { ...presentEndpoint(endpoint), secret }
}
