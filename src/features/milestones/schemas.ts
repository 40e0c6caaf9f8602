import { Type } from '@sinclair/typebox'
import type { Static } from '@sinclair/typebox'
import { isOverdueMilestone } from '../../domain/milestone.ts'
import type { LocalDate } from '../../domain/local-date.ts'
import { Day, Id, Instant, listOf, nullable, Version, Words } from '../../platform/http/schemas.ts'
import type { MilestoneRow } from './queries.ts'

const fields = {
  title: Words(300, 'The step, in a line.', { examples: ['Lead and deputy named'] }),
  dueOn: Type.String({ format: 'date', description: 'The day by which it is to be reached.' })
}
const completedOn = nullable(Day, 'The day on which it was reached, today at the latest; null while it is not.')

export const Milestone = Type.Object({
  id: Id,
  actionId: Id,
  ...fields,
  completedOn,
  overdue: Type.Boolean({ description: 'Derived: not reached, and its day is past.' }),
  version: Version,
  createdAt: Instant,
  updatedAt: Instant
}, { $id: 'Milestone', additionalProperties: false })

export const MilestoneInput = Type.Object(fields, { additionalProperties: false })
export const MilestonePatch = Type.Partial(Type.Object({ ...fields, completedOn }), { additionalProperties: false, minProperties: 1 })
export const MilestoneList = listOf(Milestone, 'MilestoneList')
export const components = [Milestone, MilestoneList]

export type MilestoneInput = Static<typeof MilestoneInput>
export type MilestonePatch = Static<typeof MilestonePatch>

export function presentMilestone (row: MilestoneRow, today: LocalDate): Static<typeof Milestone> {
  const { id, actionId, title, dueOn, completedOn, version, createdAt, updatedAt } = row
  return { id, actionId, title, dueOn, completedOn, overdue: isOverdueMilestone(row, today), version, createdAt, updatedAt }
}
