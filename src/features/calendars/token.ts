import { hash, randomBytes } from 'node:crypto'

export interface MintedToken { readonly token: string, readonly tokenHash: string, readonly lastFour: string }

const form = /^[\w-]{43}$/ // 32 bytes in base64url

/** The secret part of a calendar's address: 256 random bits, shown once and stored hashed. */
export function mintToken (): MintedToken {
  const token = randomBytes(32).toString('base64url')
  return { token, tokenHash: hashToken(token), lastFour: token.slice(-4) }
}

/** The hash by which an address is found; undefined for what can be none. */
export function readToken (text: string): string | undefined {
  return form.test(text) ? hashToken(text) : undefined
}

// So many random bits need no slow hash (OWASP ASVS 5.0, 6.5.2 asks for one below 112).
function hashToken (token: string): string {
  return hash('sha256', token, 'base64url')
}
