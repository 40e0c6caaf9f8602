import { createHmac, randomBytes } from 'node:crypto'

const prefix = 'whsec_'

/** A new secret of an endpoint, as the Standard Webhooks specification writes it. */
export function mintSecret (): string {
  return `${prefix}${randomBytes(32).toString('base64')}`
}

export interface Signed { readonly id: string, readonly sentAt: string, readonly body: string, readonly secrets: readonly string[] }

/** The headers by which a receiver knows the message and its sender: one signature for each secret that still counts. */
export function signedHeaders ({ id, sentAt, body, secrets }: Signed): Record<string, string> {
  const timestamp = String(Math.floor(Date.parse(sentAt) / 1_000))
  return {
    'webhook-id': id,
    'webhook-timestamp': timestamp,
    'webhook-signature': secrets.map((secret) => signature(secret, `${id}.${timestamp}.${body}`)).join(' ')
  }
}

function signature (secret: string, content: string): string {
  const key = Buffer.from(secret.slice(prefix.length), 'base64')
  return `v1,${createHmac('sha256', key).update(content).digest('base64')}`
}
