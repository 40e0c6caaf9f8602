import { createPrivateKey, createPublicKey, hash, hkdfSync, sign, verify } from 'node:crypto'
import type { KeyObject } from 'node:crypto'

// RFC 8410: what stands before the 32 bytes of an Ed25519 key, in PKCS #8.
const pkcs8Head = Buffer.from('302e020100300506032b657004220420', 'hex')

/** Signs with Ed25519, under a key made from a secret: the same in every process, and in no database. */
export class SigningKey {
  readonly #key: KeyObject
  readonly publicKey: PublicKey

  constructor (secret: string, purpose: string) {
    const seed = Buffer.from(hkdfSync('sha256', secret, '', purpose, 32))
    this.#key = createPrivateKey({ key: Buffer.concat([pkcs8Head, seed]), format: 'der', type: 'pkcs8' })
    this.publicKey = new PublicKey(createPublicKey(this.#key))
  }

  sign (text: string): string {
    return sign(null, Buffer.from(text), this.#key).toString('base64url')
  }
}

/** All that is needed to know a signature for genuine. */
export class PublicKey {
  readonly #key: KeyObject
  /** Says which key it is, in 16 hexadecimal digits. */
  readonly id: string

  constructor (key: KeyObject) {
    this.#key = key
    this.id = hash('sha256', key.export({ format: 'der', type: 'spki' }), 'hex').slice(0, 16)
  }

  /** Reads what pem() has written; throws what the file is not. */
  static read (pem: string): PublicKey {
    const key = createPublicKey(pem)
    if (key.asymmetricKeyType !== 'ed25519') throw new TypeError(`an ${key.asymmetricKeyType ?? 'unknown'} key, not an Ed25519 one`)
    return new PublicKey(key)
  }

  pem (): string {
    return this.#key.export({ format: 'pem', type: 'spki' }).toString()
  }

  isSignatureOf (text: string, signature: string): boolean {
    return verify(null, Buffer.from(text), this.#key, Buffer.from(signature, 'base64url'))
  }
}
