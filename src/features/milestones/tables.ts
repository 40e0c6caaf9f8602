import { date, index, integer, pgTable, text, uuid } from '../../platform/database/drizzle.ts'
import { identity, tenantKey, within, written } from '../../platform/database/columns.ts'
import { actions } from '../actions/tables.ts'

export const milestones = pgTable('milestones', {
  ...identity(),
  actionId: uuid().notNull(),
  title: text().notNull(),
  dueOn: date({ mode: 'string' }).notNull(),
  completedOn: date({ mode: 'string' }),
  version: integer().notNull().default(1),
  ...written()
}, (t) => [
  tenantKey(t),
  within('milestones_action', t.partnershipId, t.actionId, () => actions),
  index('milestones_of').on(t.partnershipId, t.actionId, t.dueOn, t.id)
])
