import { hash, randomBytes, timingSafeEqual } from 'node:crypto'
import { crc32 } from 'node:zlib'

/** The parts of an API key, `ft_<id>_<secret><checksum>`. */
export interface Token { readonly id: string, readonly secret: string }

const alphabet = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz'
const secretLength = 43 // 32 random bytes in base 62
const checksumLength = 6 // a CRC-32 in base 62
const form = /^ft_([0-9a-f]{32})_([0-9A-Za-z]{43})([0-9A-Za-z]{6})$/

/** A new secret of 256 bits; it is shown once and stored hashed. */
export function mintToken (keyId: string): { token: string, secretHash: string, lastFour: string } {
  const id = keyId.replaceAll('-', '')
  const secret = base62(BigInt(`0x${randomBytes(32).toString('hex')}`), secretLength)
  const token = `ft_${id}_${secret}${checksum(id, secret)}`
  return { token, secretHash: hashSecret(secret), lastFour: token.slice(-4) }
}

/** Reads a key; one with a typing error is told by its checksum, before any look-up. */
export function readToken (text: string): Token | undefined {
  const [, id, secret, check] = form.exec(text) ?? []
  if (id === undefined || secret === undefined || check !== checksum(id, secret)) return undefined
  return { id: id.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5'), secret }
}

export function isSecretOf (secretHash: string, secret: string): boolean {
  const known = Buffer.from(secretHash)
  const given = Buffer.from(hashSecret(secret))
  return known.length === given.length && timingSafeEqual(known, given)
}

// 256 random bits need no slow hash (OWASP ASVS 5.0, 6.5.2 asks for one below 112).
function hashSecret (secret: string): string {
  return hash('sha256', secret, 'base64url')
}

function checksum (id: string, secret: string): string {
  return base62(BigInt(crc32(`${id}_${secret}`)), checksumLength)
}

function base62 (number: bigint, length: number): string {
  let text = ''
  for (let rest = number; rest > 0n; rest /= 62n) text = (alphabet[Number(rest % 62n)] ?? '') + text
  return text.padStart(length, '0')
}
