import { Type } from '@sinclair/typebox'
import type { Static } from '@sinclair/typebox'
import { largestFileBytes } from '../../domain/evidence-file.ts'
import { assessmentOutcomes, countsTowardsCompletion, evidenceForms, evidenceKinds, evidenceStates, scans } from '../../domain/evidence.ts'
import { Id, Instant, listOf, listQuery, nullable, oneOf, Version, WebAddress, Words } from '../../platform/http/schemas.ts'
import { By, presentBy } from '../actions/byline.ts'
import type { AssessmentRow, ShownEvidence } from './queries.ts'

const fields = {
  kind: oneOf(evidenceKinds, 'What it shows: output (what was done), process (how well), outcome (what difference), voice (in the words of those it is for), independent (that it is true; from scrutineers).'),
  title: Words(300, 'What it is, in a line. No names and no case details.', { examples: ['Dip sample of 20 debriefs, January 2026'] }),
  effectiveOn: Type.String({ format: 'date', description: 'The day that it speaks of, today at the latest.', examples: ['2026-01-31'] })
}
const description = Words(4000, 'What it shows and how it came about. No names and no case details.')
const url = { ...WebAddress, description: 'Where it can be read, http or https. The service keeps the address and never follows it.' }
const statement = Words(20_000, 'The evidence itself, in words. No names and no case details.')
const replacesId = Type.String({ format: 'uuid', description: 'The piece of the same action that this one corrects or completes.' })
const Sha256 = Type.String({ pattern: '^[0-9a-fA-F]{64}$', maxLength: 64, description: 'SHA-256 of the file, of the statement in UTF-8, or of the address, in hexadecimal.', examples: ['e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855'] })

const judgement = {
  outcome: oneOf(assessmentOutcomes, 'accepted: it counts towards completion. returned: it does not, and the comment says why.'),
  comment: nullable(Type.String({ maxLength: 4000 }), 'What the reviewer said of it.'),
  assessedById: { ...Id, description: 'The reviewer.' },
  assessedByAgencyId: { ...Id, description: 'The reviewer’s agency at the time.' },
  createdAt: Instant
}

export const Evidence = Type.Object({
  id: Id,
  actionId: { ...Id, description: 'The action that it is about.' },
  ...fields,
  description: nullable(description),
  form: oneOf(evidenceForms, 'What it is made of.'),
  url: nullable(url, 'Of a link: its address.'),
  statement: nullable(statement, 'Of a statement: its words.'),
  fileName: nullable(Type.String({ maxLength: 200 }), 'Of a file: its name.'),
  mediaType: Type.String({ description: 'Of a file: its type, by its content.', examples: ['application/pdf'] }),
  size: Type.Integer({ minimum: 0, description: 'In bytes.' }),
  sha256: Sha256,
  scan: oneOf(scans, 'What the malware scanner said. Files that are pending or infected are neither given out nor accepted; skipped: there is no scanner, or nothing to scan.'),
  state: oneOf(evidenceStates, 'Whether it was accepted, returned or withdrawn.'),
  replacesId: nullable(replacesId),
  replacedById: nullable(Id, 'The piece that was handed in in its place, the latest: this one is not accepted any more. Null: none was, or it was withdrawn.'),
  round: Type.Integer({ minimum: 0, description: 'How often the action had been reopened when it was added.' }),
  countsTowardsCompletion: Type.Boolean({ description: 'Derived: accepted since the action was last reopened, by an agency that has not become its owner since.' }),
  by: By,
  assessment: nullable(Type.Object(judgement, { additionalProperties: false, description: 'How it was judged; null while it was not.' })),
  version: Version,
  createdAt: Instant
}, { $id: 'Evidence', additionalProperties: false })

export const EvidenceAssessment = Type.Object({ id: Id, evidenceId: { ...Id, description: 'What was judged.' }, ...judgement, sha256: { ...Sha256, description: 'The content that was judged.' } }, { $id: 'EvidenceAssessment', additionalProperties: false })

export const EvidenceList = listOf(Evidence, 'EvidenceList')

export const EvidenceInput = Type.Object({
  ...fields,
  description: Type.Optional(description),
  url: Type.Optional(url),
  statement: Type.Optional(statement),
  replacesId: Type.Optional(replacesId)
}, { additionalProperties: false, description: 'A link or a statement: one of url and statement.' })

/** A form's file stands here by its SHA-256, which it has been given on the way in (routes.ts). */
export const EvidenceForm = Type.Object({
  ...fields,
  description: Type.Optional(description),
  replacesId: Type.Optional(replacesId),
  file: Type.String({ maxLength: largestFileBytes, contentMediaType: 'application/octet-stream', description: 'The file: pdf, docx, xlsx, png, jpg, csv or txt, 25 MiB at most. Its type is told by its content, which its name and declared type must not contradict.' })
}, { additionalProperties: false, description: 'A file with its fields.' })

export const AssessmentInput = Type.Object({
  outcome: judgement.outcome,
  comment: Type.Optional(Type.String({ minLength: 1, maxLength: 4000, description: 'What there is to say of it; needed to return it. No names and no case details.' })),
  sha256: { ...Sha256, description: 'The sha256 of what was judged; when the evidence has another, nothing is decided.' }
}, { additionalProperties: false })

const listed = {
  state: Type.Optional(Type.Array(oneOf(evidenceStates, ''), { minItems: 1, description: 'States to show; `submitted` is what waits for a reviewer.' })),
  kind: Type.Optional(Type.Array(oneOf(evidenceKinds, ''), { minItems: 1, description: 'Kinds to show.' }))
}
export const ActionEvidenceQuery = listQuery(['createdAt'], listed)
export const EvidenceQuery = listQuery(['createdAt'], { ...listed, actionId: Type.Optional(Type.Array(Id, { minItems: 1, maxItems: 50, description: 'Actions.' })) })

export const components = [Evidence, EvidenceAssessment, EvidenceList]

export type EvidenceInput = Static<typeof EvidenceInput>

export function presentEvidence (row: ShownEvidence): Static<typeof Evidence> {
  const { id, actionId, kind, title, description, effectiveOn, form, url, statement, fileName, mediaType, size, sha256, scan, state, replacesId, replacedById, round, version, createdAt } = row
  return {
    id, actionId, kind, title, description, effectiveOn, form, url, statement, fileName, mediaType, size, sha256, scan, state, replacesId, replacedById, round,
    countsTowardsCompletion: countsTowardsCompletion(row, { reopenings: row.actionReopenings, ownerAgencyId: row.actionOwnerAgencyId }),
    by: presentBy(row),
    assessment: presentJudgement(row),
    version,
    createdAt
  }
}

function presentJudgement ({ outcome, comment, assessedById, assessedByAgencyId, assessedAt }: ShownEvidence): Static<typeof Evidence>['assessment'] {
  if (outcome === null || assessedById === null || assessedByAgencyId === null || assessedAt === null) return null // all of them, or none
  return { outcome, comment, assessedById, assessedByAgencyId, createdAt: assessedAt }
}

export function presentAssessment ({ id, evidenceId, outcome, comment, assessedById, assessedByAgencyId, sha256, createdAt }: AssessmentRow): Static<typeof EvidenceAssessment> {
  return { id, evidenceId, outcome, comment, assessedById, assessedByAgencyId, createdAt, sha256 }
}
