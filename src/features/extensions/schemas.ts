import { Type } from '@sinclair/typebox'
import type { Static } from '@sinclair/typebox'
import { extensionOutcomes, extensionStates } from '../../domain/extension.ts'
import { Day, Id, Instant, listOf, listQuery, nullable, oneOf, Version, Words } from '../../platform/http/schemas.ts'
import { By, presentBy } from '../actions/byline.ts'
import type { ExtensionRow } from './queries.ts'

const fields = {
  proposedDueOn: { ...Day, description: 'The day asked for; later than the due date when it is asked.' },
  reason: Words(4000, 'Why more time is needed; part of the record. No names and no case details.'),
  interimRiskControl: Words(4000, 'What keeps children safe until then. No names and no case details.')
}

export const ExtensionInput = Type.Object(fields, { additionalProperties: false })

const outcome = oneOf(extensionOutcomes, 'Whether the due date moves.')
const decisionReason = Words(4000, 'Why it was decided so; part of the record.')

export const DecisionInput = Type.Object({ outcome, reason: decisionReason }, { additionalProperties: false })

const Decision = Type.Object({
  outcome,
  reason: nullable(Type.String(), 'Why it was decided so.'),
  decidedById: { ...Id, description: 'The reviewer who decided.' },
  decidedByAgencyId: { ...Id, description: 'The reviewer’s agency, neither the owner’s nor the requester’s.' },
  decidedAt: Instant
}, { additionalProperties: false })

export const Extension = Type.Object({
  id: Id,
  actionId: Id,
  dueOnBefore: { ...Day, description: 'The due date when it was asked.' },
  ...fields,
  state: oneOf(extensionStates, 'Waiting, or what was decided.'),
  ownerAgencyIdWhenRequested: { ...Id, description: 'The owner agency when it was asked; it decides nothing here, even if the action has changed hands since.' },
  by: By,
  decision: nullable(Decision, 'The decision; null while it waits.'),
  version: Version,
  createdAt: Instant,
  updatedAt: Instant
}, { $id: 'Extension', additionalProperties: false })

export const ExtensionList = listOf(Extension, 'ExtensionList')
export const extensionSorts = ['createdAt'] as const

export const ExtensionQuery = listQuery(extensionSorts, {
  state: Type.Optional(Type.Array(oneOf(extensionStates, 'A state.'), { minItems: 1, maxItems: 3, description: 'States to show; `requested` is what waits.' })),
  actionId: Type.Optional(Type.Array(Id, { minItems: 1, maxItems: 50, description: 'Actions whose extensions to show.' }))
})

export const components = [Extension, ExtensionList]

export type ExtensionInput = Static<typeof ExtensionInput>
export type DecisionInput = Static<typeof DecisionInput>

export function presentExtension (row: ExtensionRow): Static<typeof Extension> {
  const { id, actionId, dueOnBefore, proposedDueOn, reason, interimRiskControl, state, ownerAgencyIdWhenRequested, version, createdAt, updatedAt } = row
  return { id, actionId, dueOnBefore, proposedDueOn, reason, interimRiskControl, state, ownerAgencyIdWhenRequested, by: presentBy(row), decision: decisionOf(row), version, createdAt, updatedAt }
}

/** The table holds all of a decision or nothing of it. */
function decisionOf ({ state, decidedById, decidedByAgencyId, decisionReason: reason, decidedAt }: ExtensionRow): Static<typeof Decision> | null {
  if (state === 'requested' || decidedById === null || decidedByAgencyId === null || decidedAt === null) return null
  return { outcome: state, reason, decidedById, decidedByAgencyId, decidedAt }
}
