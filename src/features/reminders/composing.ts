import { localDateAt } from '../../domain/local-date.ts'
import type { Transaction } from '../../platform/database/transaction.ts'
import type { Message } from '../../platform/mail/mailer.ts'
import { findUntold } from './address-queries.ts'
import { markReminders } from './delivery-queries.ts'
import type { MessageRow } from './delivery-queries.ts'
import { digestHtml } from './digest-html.ts'
import { findAddressee, listDigestFacts, listFailedAddresses } from './digest-queries.ts'
import type { Addressee } from './digest-queries.ts'
import { digestText } from './digest-text.ts'
import { digestOf } from './digest.ts'
import type { DigestFacts } from './digest.ts'
import { makeLinks } from './links-queries.ts'
import { reminderStates } from './standing.ts'

export interface Composed {
  /** Undefined: nothing of it stands any more. */
  readonly letter: Message | undefined
  readonly reminderIds: readonly string[]
}

interface Composing { readonly publicUrl: string, readonly now: string }

/** Writes a digest of what still stands just before it is sent; what does not is marked as skipped, with the reason. */
export async function composeDigest (tx: Transaction, message: MessageRow, composing: Composing): Promise<Composed> {
  await skipWithdrawn(tx, message, composing.now)
  const [facts, addressee] = await Promise.all([listDigestFacts(tx, message), findAddressee(tx, message)])
  const reminderIds = facts.map(({ reminderId }) => reminderId)
  const isTold = facts.length > 0 || (addressee.role === 'coordinator' && (await findUntold(tx, message.partnershipId, [{ address: message.recipient, personId: message.personId }])).length > 0)
  return { reminderIds, letter: isTold ? await letterTo(tx, message, facts, addressee, composing) : undefined }
}

async function skipWithdrawn (tx: Transaction, { partnershipId, id }: MessageRow, now: string): Promise<void> {
  const withdrawn = new Map<string, string[]>()
  for (const { id: reminderId, state, withdrawal } of await reminderStates(tx, partnershipId, id, now)) {
    if (state === 'planned' && withdrawal !== null) withdrawn.set(withdrawal, [...withdrawn.get(withdrawal) ?? [], reminderId])
  }
  for (const [reason, ids] of withdrawn) await markReminders(tx, partnershipId, ids, { state: 'skipped', reason, sentAt: null }, now)
}

async function letterTo (tx: Transaction, message: MessageRow, facts: readonly DigestFacts[], { partnershipName, timeZone, role }: Addressee, { publicUrl, now }: Composing): Promise<Message> {
  const [tokens, failedAddresses] = await Promise.all([
    makeLinks(tx, message.partnershipId, facts.map(({ reminderId }) => reminderId), now),
    role === 'coordinator' ? listFailedAddresses(tx, message.partnershipId) : []
  ])
  const links = new Map([...tokens].map(([reminderId, token]) => [reminderId, `${publicUrl}/reminder-links/${token}`]))
  const digest = digestOf(facts, links, { partnershipName, publicUrl, failedAddresses, today: localDateAt(now, timeZone) })
  return { id: message.id, to: message.recipient, subject: digest.subject, text: digestText(digest), html: digestHtml(digest), attempt: message.attempts }
}
