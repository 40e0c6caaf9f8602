import { foreignKey, index, integer, pgTable, primaryKey, text, uuid } from '../../platform/database/drizzle.ts'
import { identity, instant, within, written } from '../../platform/database/columns.ts'
import { actionFacts, actions } from '../actions/tables.ts'
import { partnerships } from '../partnerships/tables.ts'

/**
 * Every state that an action has had, as its events tell, so that a list as it
 * stood can be asked for like the present one. Made behind the writers from the
 * events and from nothing else: it may be emptied, and is then made anew
 * (docs/decisions/0018). What people wrote is not repeated: the events that
 * told it are named.
 */
export const actionVersions = pgTable('action_versions', {
  ...identity(),
  validFrom: instant().notNull(),
  validTo: instant().notNull(),
  titleToldBy: uuid().notNull(),
  descriptionToldBy: uuid().notNull(),
  ...actionFacts(),
  version: integer().notNull(),
  ...written()
}, (t) => [
  primaryKey({ columns: [t.partnershipId, t.id, t.validFrom] }),
  within('action_versions_action', t.partnershipId, t.id, () => actions),
  index('action_versions_until').on(t.partnershipId, t.validTo, t.validFrom),
  // A list by due date is read in its order; with the instants in it, versions of other times cost no look at the table.
  index('action_versions_due').on(t.partnershipId, t.dueOn, t.id, t.validFrom, t.validTo)
])

/** Up to where the events of a partnership are in the versions of its actions. */
export const actionVersionMarks = pgTable('action_version_marks', {
  partnershipId: uuid().primaryKey(),
  /** A `pg_snapshot`: what it shows has been read. */
  snapshot: text().notNull()
}, (t) => [
  foreignKey({ name: 'action_version_marks_partnership', columns: [t.partnershipId], foreignColumns: [partnerships.id] })
])
