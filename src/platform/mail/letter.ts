import type { SendMailOptions } from 'nodemailer'
import type { Delivered, Message } from './mailer.ts'

/** A message as the mail library takes it: one recipient, an id that stays, and no answer from absent people's robots. */
export function letterOf ({ id, to, subject, text, html }: Message, from: string): SendMailOptions {
  return {
    from,
    to: { name: '', address: to },
    envelope: { from: addressIn(from), to: [to] },
    messageId: `<${id}@${domainOf(addressIn(from))}>`,
    subject,
    text,
    html,
    headers: { 'Auto-Submitted': 'auto-generated', 'X-Auto-Response-Suppress': 'All' },
    disableFileAccess: true,
    disableUrlAccess: true
  }
}

/** What is said, without asking the channel, of what is not one address. */
export const notOneAddress: Delivered = { outcome: 'refused', reason: 'address_refused' }

/** One address and nothing else: the library would read more as a list of recipients. */
export function isOneAddress (text: string): boolean {
  return /^[^\s<>@,;:"()[\]\\]+@[^\s<>@,;:"()[\]\\]+$/.test(text)
}

function addressIn (from: string): string {
  return /<([^<>]+)>$/.exec(from)?.[1] ?? from
}

function domainOf (address: string): string {
  return address.slice(address.lastIndexOf('@') + 1)
}
