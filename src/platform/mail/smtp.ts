import type { Transporter } from 'nodemailer'
import { withinDeadline } from './deadline.ts'
import { isOneAddress, letterOf, notOneAddress } from './letter.ts'
import type { Delivered, Mailer, PassingReason } from './mailer.ts'

export interface SmtpSettings {
  /** `smtp://` (encrypted when the server offers it) or `smtps://`, with the login; the library's options as parameters. */
  readonly url: string
  readonly from: string
  readonly deadlineMs?: number
}

// Silence on the line; the whole of a message has a deadline of its own.
const timeouts = { connectionTimeout: 10_000, greetingTimeout: 10_000, socketTimeout: 20_000, dnsTimeout: 10_000 }

/** Hands messages to a mail server: at least once, each copy under the same Message-ID. */
export function smtpMailer ({ url, from, deadlineMs }: SmtpSettings): Mailer {
  let opened: Promise<Transporter> | undefined
  return {
    channel: 'email',
    send: async (message) => {
      if (!isOneAddress(message.to)) return notOneAddress
      const transport = await (opened ??= open(url))
      const sent = transport.sendMail(letterOf(message, from)).then((): Delivered => ({ outcome: 'sent' }), outcomeOf)
      return await withinDeadline(sent, { outcome: 'try_again', reason: 'timed_out' }, deadlineMs)
    },
    returned: async () => [] // a server's later word comes by mail, to the sender
  }
}

async function open (url: string): Promise<Transporter> {
  const { createTransport } = await import('nodemailer') // a tenth of a second that starting need not wait for
  return createTransport({ url, ...timeouts })
}

interface SmtpError { readonly code?: string, readonly command?: string, readonly responseCode?: number, readonly response?: string }

/** What a failure means for the next attempt. Only a server that refuses this very address or message for good ends it. */
function outcomeOf (error: SmtpError): Delivered {
  const { command = '', responseCode = 0, response = '' } = error
  const isLasting = responseCode >= 500
  if (isLasting && command === 'RCPT TO' && concernsTheAddress(response)) return { outcome: 'refused', reason: 'address_refused' }
  if (isLasting && error.code === 'EMESSAGE') return { outcome: 'refused', reason: 'message_refused' }
  return { outcome: 'try_again', reason: reasonOf(error) }
}

/**
 * By the enhanced status code (RFC 3463), where the server gives one: 5.1.x and
 * 5.2.1 speak of the address. A full mailbox (5.2.2) or a policy (5.7.x, such as
 * a relay that does not know us) would otherwise condemn addresses that are right.
 */
function concernsTheAddress (response: string): boolean {
  const [, enhanced] = /^5\d\d[ -](5\.\d{1,3}\.\d{1,3})\b/.exec(response) ?? []
  return enhanced === undefined ? !/relay/i.test(response) : /^5\.(1\.|2\.1$)/.test(enhanced)
}

function reasonOf ({ code, responseCode = 0 }: SmtpError): PassingReason {
  if (code === 'EAUTH') return 'login_refused'
  if (code === 'ETIMEDOUT') return 'timed_out'
  if (responseCode >= 500) return 'server_refused'
  return responseCode >= 400 ? 'server_busy' : 'server_unreachable'
}
