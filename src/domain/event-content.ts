/** An event as the feed gives it whole. */
export interface ToldEvent {
  readonly id: string
  readonly type: string
  readonly subjectType: string
  readonly subjectId: string
  readonly actorKind: string
  readonly actorId: string | null
  readonly agencyId: string | null
  /** RFC 3339. */
  readonly occurredAt: string
  readonly requestId: string
  readonly before: unknown
  readonly after: unknown
}

/**
 * What the seal of an event vouches for, as one text: its fields in this order as
 * a list, written as PostgreSQL writes its binary JSON, since there it is sealed.
 * Whoever has an event from the feed can reckon its digest with this alone.
 */
export function contentOf (partnershipId: string, event: ToldEvent): string {
  const { id, type, subjectType, subjectId, actorKind, actorId, agencyId, occurredAt, requestId, before, after } = event
  return canonicalText([partnershipId, id, type, subjectType, subjectId, actorKind, actorId, agencyId, Date.parse(occurredAt), requestId, before, after])
}

/** JSON with one text for each value: a blank behind each comma and colon, shorter names first, numbers without an exponent. */
export function canonicalText (value: unknown): string {
  if (typeof value === 'number') return withoutExponent(String(value))
  if (Array.isArray(value)) return `[${value.map(canonicalText).join(', ')}]`
  if (typeof value !== 'object' || value === null) return JSON.stringify(value)
  const fields = Object.entries(value).map(([name, held]) => ({ name, bytes: new TextEncoder().encode(name), held })).sort((a, b) => orderOf(a.bytes, b.bytes))
  return `{${fields.map(({ name, held }) => `${JSON.stringify(name)}: ${canonicalText(held)}`).join(', ')}}`
}

/** By length, then byte by byte. */
function orderOf (a: Uint8Array, b: Uint8Array): number {
  if (a.length !== b.length) return a.length - b.length
  const place = a.findIndex((byte, index) => byte !== b[index])
  return place < 0 ? 0 : (a[place] ?? 0) - (b[place] ?? 0)
}

/** 1e-7 is 0.0000001, and 1.5e21 is 1500000000000000000000. */
function withoutExponent (written: string): string {
  const [, sign = '', whole = '', fraction = '', exponent] = /^(-?)(\d+)(?:\.(\d+))?(?:e([+-]\d+))?$/.exec(written) ?? []
  if (exponent === undefined) return written
  const shift = Number(exponent)
  if (shift < 0) return `${sign}0.${'0'.repeat(-shift - 1)}${whole}${fraction}`
  return `${sign}${whole}${fraction.padEnd(shift, '0')}`
}
