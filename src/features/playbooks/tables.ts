import { date, pgTable, primaryKey, text, uuid } from '../../platform/database/drizzle.ts'
import { instant, within } from '../../platform/database/columns.ts'
import { recommendations } from '../recommendations/tables.ts'

/** That a recommendation was planned from a playbook; it is done once. */
export const playbookApplications = pgTable('playbook_applications', {
  partnershipId: uuid().notNull(),
  recommendationId: uuid().notNull(),
  playbookKey: text().notNull(),
  startOn: date({ mode: 'string' }).notNull(),
  createdAt: instant().notNull()
}, (t) => [
  primaryKey({ columns: [t.partnershipId, t.recommendationId] }),
  within('playbook_applications_recommendation', t.partnershipId, t.recommendationId, () => recommendations)
])
