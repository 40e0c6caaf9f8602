/** Which thing a seeded id names. */
export type Seeded = 'agency' | 'person' | 'review' | 'recommendation' | 'action' | 'milestone'

const kinds = ['agency', 'person', 'review', 'recommendation', 'action', 'milestone'] as const

// In time order, as real ones are, and to be worked out without asking: 2026-01-01T00:00:00Z, a millisecond apart.
const epoch = 1_767_225_600_000

/** The id of the nth thing of a kind; the load knows what it may ask for by it. */
export function seededId (kind: Seeded, n: number): string {
  const time = (epoch + n).toString(16).padStart(12, '0')
  return `${time.slice(0, 8)}-${time.slice(8)}-700${kinds.indexOf(kind)}-8000-${n.toString(16).padStart(12, '0')}`
}

/** The same in SQL, and even but repeatable chance; for the session that seeds. */
export const seededFunctions = `
  create function pg_temp.seeded (kind text, n bigint) returns uuid language sql immutable as
    $$ select (lpad(to_hex(${epoch} + n), 12, '0') || '700' || (array_position(array[${kinds.map((kind) => `'${kind}'`).join(', ')}], kind) - 1) || '8000' || lpad(to_hex(n), 12, '0'))::uuid $$;
  create function pg_temp.chance (n bigint, salt bigint, sides integer) returns integer language sql immutable as
    $$ select ((hashint8extended(n, salt) & 2147483647) % sides)::integer $$`

export const agencyCount = 30
/** Four for each agency: three who work, and one for the other roles. */
export const peopleCount = agencyCount * 4
/** The person as whom the load asks: a coordinator. */
export const coordinator = 3

export function recommendationCount (actions: number): number {
  return Math.max(50, Math.round(actions / 200))
}

export function reviewCount (actions: number): number {
  return Math.max(5, Math.round(actions / 2_000))
}
