import { index, pgTable, text, uuid } from '../../platform/database/drizzle.ts'
import { identity, instant, tenantKey, within } from '../../platform/database/columns.ts'
import { people } from '../people/tables.ts'

/** A calendar address of a person; the token in it is kept hashed, and dies with the person. */
export const calendarFeeds = pgTable('calendar_feeds', {
  ...identity(),
  personId: uuid().notNull(),
  name: text().notNull(),
  tokenHash: text().notNull(),
  lastFour: text().notNull(),
  revokedAt: instant(),
  createdAt: instant().notNull()
}, (t) => [
  tenantKey(t),
  within('calendar_feeds_person', t.partnershipId, t.personId, () => people),
  index('calendar_feeds_token').on(t.tokenHash),
  index('calendar_feeds_of').on(t.partnershipId, t.personId, t.id)
])
