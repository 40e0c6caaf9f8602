import { index, pgTable, text, uniqueIndex, uuid } from '../../platform/database/drizzle.ts'
import { signInWays } from '../../domain/session.ts'
import { identity, instant, oneOf, tenantKey, within } from '../../platform/database/columns.ts'
import { people } from '../people/tables.ts'

/** A person who is signed in at a browser; the cookie holds the token, this table only its digest. */
export const sessions = pgTable('sessions', {
  ...identity(),
  personId: uuid().notNull(),
  way: text({ enum: signInWays }).notNull(),
  tokenHash: text().notNull(),
  startedAt: instant().notNull(),
  lastSeenAt: instant().notNull(),
  expiresAt: instant().notNull(),
  endedAt: instant(),
  /** The provider's proof of who came in, sealed; with it, signing out goes on to the provider. */
  idToken: text()
}, (t) => [
  tenantKey(t),
  within('sessions_person', t.partnershipId, t.personId, () => people),
  oneOf('sessions_way', t.way, signInWays),
  index('sessions_token').on(t.tokenHash),
  index('sessions_of_person').on(t.partnershipId, t.personId)
])

/** Who a person is to an OpenID provider: bound at the first sign-in, and never by address again. */
export const identities = pgTable('identities', {
  ...identity(),
  personId: uuid().notNull(),
  issuer: text().notNull(),
  subject: text().notNull(),
  boundAt: instant().notNull()
}, (t) => [
  tenantKey(t),
  within('identities_person', t.partnershipId, t.personId, () => people),
  uniqueIndex('identities_of_person').on(t.partnershipId, t.personId),
  uniqueIndex('identities_once').on(t.partnershipId, t.issuer, t.subject),
  index('identities_subject').on(t.issuer, t.subject)
])

/** A way in that works once, made by the operator for one person. */
export const signInLinks = pgTable('sign_in_links', {
  ...identity(),
  personId: uuid().notNull(),
  tokenHash: text().notNull(),
  createdAt: instant().notNull(),
  expiresAt: instant().notNull(),
  usedAt: instant()
}, (t) => [
  tenantKey(t),
  within('sign_in_links_person', t.partnershipId, t.personId, () => people),
  index('sign_in_links_token').on(t.tokenHash),
  index('sign_in_links_of_person').on(t.partnershipId, t.personId)
])

/** What somebody had typed when their session had run out: given back to them, and to nobody else, once they are back. */
export const formDrafts = pgTable('form_drafts', {
  ...identity(),
  personId: uuid().notNull(),
  path: text().notNull(),
  sealed: text().notNull(),
  createdAt: instant().notNull()
}, (t) => [
  tenantKey(t),
  within('form_drafts_person', t.partnershipId, t.personId, () => people),
  index('form_drafts_of_person').on(t.partnershipId, t.personId)
])
