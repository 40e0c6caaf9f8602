import { createCipheriv, createDecipheriv, hash, hkdfSync, randomBytes } from 'node:crypto'

const algorithm = 'aes-256-gcm'
const [ivBytes, tagBytes] = [12, 16]

/** Keeps secrets that must be read again: encrypted, under a key that is not in the database. */
export class SecretBox {
  readonly #key: Buffer
  readonly #keyId: string

  constructor (master: string) {
    this.#key = Buffer.from(hkdfSync('sha256', master, '', 'follow-through secrets', 32))
    this.#keyId = hash('sha256', this.#key, 'hex').slice(0, 8)
  }

  /** `context` says whose it is: what was sealed for one cannot be opened for another. */
  seal (secret: string, context: string): string {
    const iv = randomBytes(ivBytes)
    const cipher = createCipheriv(algorithm, this.#key, iv).setAAD(Buffer.from(context))
    const sealed = Buffer.concat([iv, cipher.update(secret, 'utf8'), cipher.final(), cipher.getAuthTag()])
    return `${this.#keyId}.${sealed.toString('base64url')}`
  }

  /** Undefined: it was sealed under another key, or for another, or was altered. */
  open (text: string, context: string): string | undefined {
    const [keyId, sealed = ''] = text.split('.')
    const bytes = Buffer.from(sealed, 'base64url')
    if (keyId !== this.#keyId || bytes.length < ivBytes + tagBytes) return undefined
    const decipher = createDecipheriv(algorithm, this.#key, bytes.subarray(0, ivBytes), { authTagLength: tagBytes })
      .setAAD(Buffer.from(context)).setAuthTag(bytes.subarray(-tagBytes))
    try {
      return Buffer.concat([decipher.update(bytes.subarray(ivBytes, -tagBytes)), decipher.final()]).toString('utf8')
    } catch {
      return undefined
    }
  }
}
