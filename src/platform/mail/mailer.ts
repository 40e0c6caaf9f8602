import type { Config } from '../../config.ts'
import type { Channel } from '../../domain/reminder.ts'
import { notifyMailer } from './notify.ts'
import { outboxMailer } from './outbox.ts'
import { smtpMailer } from './smtp.ts'

export interface Message {
  /** The same over all attempts: every copy of a message bears it. */
  readonly id: string
  readonly to: string
  readonly subject: string
  readonly text: string
  readonly html: string
  /** 1 for the first; after it, a copy may have gone out unknown to us. */
  readonly attempt: number
}

/** May be different the next time: the fault is not the address's. */
export type PassingReason = 'server_unreachable' | 'server_busy' | 'server_refused' | 'login_refused' | 'timed_out' | 'outbox_unwritable'

/** Will be the same the next time. */
export type LastingReason = 'address_refused' | 'message_refused'

export type Delivered =
  | { readonly outcome: 'sent' }
  | { readonly outcome: 'try_again', readonly reason: PassingReason }
  | { readonly outcome: 'refused', readonly reason: LastingReason }

/** A message that was accepted, when, and what came of it after all. */
export type Returned = Exclude<Delivered, { outcome: 'sent' }> & { readonly messageId: string, readonly acceptedAt: string }

/** The port to whatever carries messages to people. What goes wrong on the way is an answer, not an exception. */
export interface Mailer {
  readonly channel: Exclude<Channel, 'event'>
  /** Ends within `longestSendMs`, whatever the other side does. */
  send: (message: Message) => Promise<Delivered>
  /** What came back lately, where the channel tells; some of it may have been told before. */
  returned: () => Promise<readonly Returned[]>
}

/** The channel that is configured. */
export function openMailer ({ smtpUrl, mailFrom, govukNotify, dataDir }: Pick<Config, 'smtpUrl' | 'mailFrom' | 'govukNotify' | 'dataDir'>): Mailer {
  if (govukNotify !== undefined) return notifyMailer(govukNotify)
  return smtpUrl === undefined ? outboxMailer({ dataDir, from: mailFrom }) : smtpMailer({ url: smtpUrl, from: mailFrom })
}
