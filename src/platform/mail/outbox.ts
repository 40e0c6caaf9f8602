import { mkdir, rename, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { isOneAddress, letterOf, notOneAddress } from './letter.ts'
import type { Delivered, Mailer, Message } from './mailer.ts'

export interface OutboxSettings { readonly dataDir: string, readonly from: string }

/** For whoever has no mail server: each message becomes a file that any mail program opens. */
export function outboxMailer ({ dataDir, from }: OutboxSettings): Mailer {
  return {
    channel: 'outbox',
    send: async (message) => !isOneAddress(message.to) ? notOneAddress : await put(message, join(dataDir, 'outbox'), from),
    returned: async () => []
  }
}

async function put (message: Message, folder: string, from: string): Promise<Delivered> {
  const content = await written(message, from)
  const file = join(folder, `${message.id}.eml`)
  try {
    await mkdir(folder, { recursive: true, mode: 0o700 })
    // Beside, then in its place: a reader never sees half a message, and a second attempt replaces the first.
    await writeFile(`${file}.new`, content, { mode: 0o600 })
    await rename(`${file}.new`, file)
    return { outcome: 'sent' }
  } catch {
    return { outcome: 'try_again', reason: 'outbox_unwritable' }
  }
}

async function written (message: Message, from: string): Promise<Buffer> {
  const { createTransport } = await import('nodemailer') // a tenth of a second that starting need not wait for
  const { message: content } = await createTransport({ streamTransport: true, buffer: true, newline: 'unix' }).sendMail(letterOf(message, from))
  return content as Buffer // with `buffer`, it is one
}
