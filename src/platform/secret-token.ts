import { hash, randomBytes } from 'node:crypto'

/** A secret of 256 random bits, for a link or a cookie. Only its digest is kept, so that whoever reads the database can use none. */
export function mintSecretToken (): { token: string, tokenHash: string } {
  const token = randomBytes(32).toString('base64url')
  return { token, tokenHash: hashSecretToken(token) }
}

export function hashSecretToken (token: string): string {
  return hash('sha256', token, 'base64url')
}
