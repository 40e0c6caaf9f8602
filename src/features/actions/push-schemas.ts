import { Type } from '@sinclair/typebox'
import type { Static } from '@sinclair/typebox'
import { fieldErrorsOf } from '../../domain/field-refusal.ts'
import type { Refusal } from '../../domain/refusal.ts'
import { problemCatalogue } from '../../platform/http/problem-catalogue.ts'
import { Id, nullable, oneOf, Words } from '../../platform/http/schemas.ts'
import { UpdateInput } from './diary-schemas.ts'
import { ActionInput } from './schemas.ts'
import type { Verdict } from './verdict.ts'

const ExternalReference = Words(200, 'The owner agency’s own number for the action; unique in that agency.', { examples: ['LL-2026-0417'] })

export const OfNaturalKey = Type.Object({ id: Id, externalReference: ExternalReference }, { additionalProperties: false })

/** An action as its owner's system knows it; the address says whose it is and under which number. */
export const PushedAction = Type.Omit(ActionInput, ['ownerAgencyId', 'externalReference'], { additionalProperties: false })
export type PushedAction = Static<typeof PushedAction>

export const mostReports = 200

const named = {
  actionId: Type.Optional({ ...Id, description: 'Which action; or name it by the two fields that follow.' }),
  ownerAgencyId: Type.Optional({ ...Id, description: 'The agency that owns it.' }),
  externalReference: Type.Optional(ExternalReference),
  version: Type.Optional(Type.Integer({ minimum: 1, description: 'The version that was read; another is refused, as by `If-Match`.' })),
  ...UpdateInput.properties
}

export const ProgressPush = Type.Object(named, {
  additionalProperties: false,
  oneOf: [
    { required: ['actionId'], properties: { ownerAgencyId: false, externalReference: false } },
    { required: ['ownerAgencyId', 'externalReference'], properties: { actionId: false } }
  ]
})
export type ProgressPush = Static<typeof ProgressPush>

export const ProgressPushes = Type.Object({
  updates: Type.Array(ProgressPush, { minItems: 1, maxItems: mostReports, description: 'Progress reports, carried out in this order.' })
}, { additionalProperties: false })

const Refused = Type.Object({
  type: Type.String({ description: 'Which problem it is; GET it for an explanation.', examples: ['/problems/not-found'] }),
  title: Type.String({ description: 'The problem in a few words.' }),
  status: Type.Integer({ minimum: 400, maximum: 599, description: 'The status that the report would have had by itself.' }),
  detail: Type.String({ description: 'What is wrong this time.' }),
  errors: Type.Optional(Type.Array(Type.Object({
    pointer: Type.String({ description: 'Where in the report, as a JSON Pointer.', examples: ['/narrative'] }),
    detail: Type.String({ description: 'What is wrong there.' })
  }, { additionalProperties: false }), { description: 'The fields of the report that are to be put right.' }))
}, { additionalProperties: false })

export const PushVerdicts = Type.Object({
  accepted: Type.Integer({ minimum: 0, description: 'How many reports were taken.' }),
  refused: Type.Integer({ minimum: 0, description: 'How many were not; they changed nothing.' }),
  data: Type.Array(Type.Object({
    index: Type.Integer({ minimum: 0, description: 'The place of the report in the request, from 0.' }),
    status: oneOf(['accepted', 'refused'], 'What became of it.'),
    actionId: nullable(Id, 'The action; null when there is none.'),
    updateId: nullable(Id, 'The entry made of it among the action’s updates; null when it was refused.'),
    version: nullable(Type.Integer({ minimum: 1 }), 'The version of the action then; null when it was refused.'),
    problem: Type.Union([Refused, Type.Null()], { description: 'Why it was refused.' })
  }, { additionalProperties: false }), { description: 'A verdict for each report, in their order.' })
}, { $id: 'PushVerdicts', additionalProperties: false })

export const pushComponents = [PushVerdicts]

export function presentVerdicts (verdicts: readonly Verdict[]): Static<typeof PushVerdicts> {
  const accepted = verdicts.filter(({ status }) => status === 'accepted').length
  return { accepted, refused: verdicts.length - accepted, data: verdicts.map(presentVerdict) }
}

function presentVerdict (verdict: Verdict, index: number): Static<typeof PushVerdicts>['data'][number] {
  if (verdict.status === 'accepted') return { index, problem: null, ...verdict }
  const { status, actionId, refusal } = verdict
  return { index, status, actionId, updateId: null, version: null, problem: presentRefusal(refusal) }
}

function presentRefusal (refusal: Refusal): Static<typeof Refused> {
  const { code, message } = refusal
  const errors = fieldErrorsOf(refusal).map(({ pointer, detail }) => ({ pointer, detail }))
  return { type: `/problems/${code}`, title: problemCatalogue[code].title, status: problemCatalogue[code].status, detail: message, ...(errors.length === 0 ? {} : { errors }) }
}
