import { createHash, randomBytes } from 'node:crypto'

/** What stands in a link: 256 random bits. Only their digest is kept, so that whoever reads the database can use none. */
export function mintLinkToken (): { token: string, tokenHash: string } {
  const token = randomBytes(32).toString('base64url')
  return { token, tokenHash: hashLinkToken(token) }
}

export function hashLinkToken (token: string): string {
  return createHash('sha256').update(token).digest('base64url')
}
