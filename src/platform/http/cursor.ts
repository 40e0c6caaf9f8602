import { createHmac, timingSafeEqual } from 'node:crypto'
import { Refusal } from '../../domain/refusal.ts'

/** Where a page ended: the sort value of its last row, and its id. */
export interface Position { readonly value: string | number | null, readonly id: string }

/**
 * Cursors are opaque and signed, and bound to the partnership and the query:
 * one that was minted elsewhere, or for other filters, is refused.
 */
export class Cursors {
  readonly #secret: string

  constructor (secret: string) { this.#secret = secret }

  write (position: Position, boundTo: string): string {
    const payload = Buffer.from(JSON.stringify([position.value, position.id])).toString('base64url')
    return `${payload}.${this.#sign(payload, boundTo)}`
  }

  read (cursor: string, boundTo: string): Position {
    if (cursor === '') throw new Refusal('malformed-cursor', 'The cursor is empty: leave the parameter out to read from the beginning.') // a script that has none yet
    const [payload = '', signature = ''] = cursor.split('.')
    const expected = Buffer.from(this.#sign(payload, boundTo))
    const given = Buffer.from(signature)
    if (given.length !== expected.length || !timingSafeEqual(given, expected)) {
      throw new Refusal('malformed-cursor', 'This cursor is not one of this list with these filters and this order.')
    }
    const [value, id] = JSON.parse(Buffer.from(payload, 'base64url').toString()) as [Position['value'], string] // signed by us
    return { value, id }
  }

  #sign (payload: string, boundTo: string): string {
    return createHmac('sha256', this.#secret).update(`${boundTo}\n${payload}`).digest('base64url').slice(0, 22)
  }
}
