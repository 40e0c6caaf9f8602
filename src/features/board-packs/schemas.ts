import { Type } from '@sinclair/typebox'
import type { Static } from '@sinclair/typebox'
import { packedReports, packFormats } from '../../domain/board-pack.ts'
import { By, presentBy } from '../actions/byline.ts'
import { Day, format, Id, Instant, listOf, listQuery, nullable, oneOf, Words } from '../../platform/http/schemas.ts'
import { groupings } from '../reports/figures.ts'
import type { ShownBoardPack } from './queries.ts'

const closed = { additionalProperties: false }
const title = Words(200, 'What it is for. No names and no case details.', { examples: ['Executive group, March 2026'] })
const report = oneOf(packedReports, 'Which report.')

const parameters = {
  groupBy: Type.Optional(oneOf(groupings, 'Of the summary: what its actions are grouped by; `agency` when not said.')),
  from: Type.Optional({ ...Day, description: 'Of the annual report: its first day.' }),
  to: Type.Optional({ ...Day, description: 'Of the annual report: its last day.' })
}

export const BoardPack = Type.Object({
  id: Id,
  title: nullable(title),
  report,
  parameters: Type.Object(parameters, { ...closed, description: 'What was asked of the report, with what was left to it.' }),
  on: { ...Day, description: 'The day it tells of.' },
  includesRestricted: Type.Boolean({ description: 'Whether restricted reviews are in it; then it is for those who see every review: coordinators, reviewers and scrutineers.' }),
  contents: Type.Array(Type.Object({
    format: oneOf(packFormats, 'In which format.'),
    size: Type.Integer({ minimum: 1, description: 'In bytes.' }),
    sha256: Type.String({ pattern: '^[0-9a-f]{64}$', description: 'SHA-256 of the bytes, in hexadecimal.' })
  }, closed), { description: 'What `…/content?format=` answers, to the bit.' }),
  by: By,
  frozenAt: { ...Instant, description: 'When it was frozen.' }
}, { $id: 'BoardPack', additionalProperties: false, description: 'A report as it stood, frozen bit for bit.' })

export const BoardPackList = listOf(BoardPack, 'BoardPackList')

export const BoardPackInput = Type.Object({
  report,
  title: Type.Optional(title),
  ...parameters,
  includeRestricted: Type.Optional(Type.Boolean({ default: false, description: 'Leave restricted reviews in it. It can then be read only by those who see every review.' }))
}, closed)

export const BoardPackQuery = listQuery(['frozenAt'], {})

export const ContentQuery = Type.Object({ format }, closed)

export const components = [BoardPack, BoardPackList]

export type BoardPackInput = Static<typeof BoardPackInput>

export function presentBoardPack (row: ShownBoardPack): Static<typeof BoardPack> {
  const { id, title, report, parameters, on, includesRestricted, contents, frozenAt } = row
  return { id, title, report, parameters: parameters as Static<typeof BoardPack>['parameters'], on, includesRestricted, contents: [...contents], by: presentBy(row), frozenAt } // as they were checked when it was frozen
}
