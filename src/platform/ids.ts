import { randomInt, randomUUID } from 'node:crypto'

let lastMs = 0
let inThisMs = 0

/**
 * Ids are UUIDv7: in time order, so that new rows lie together in every index, and
 * those of one process in the order of their making (RFC 9562, 6.2, method 1). The
 * chance in them is Node's own stock: asking the system anew for each costs as much as a query.
 */
export function newId (): string {
  const now = Date.now()
  if (now > lastMs) {
    lastMs = now
    inThisMs = randomInt(firstsInMs)
  } else if (++inThisMs > mostInMs) {
    lastMs++
    inThisMs = 0
  }
  const time = lastMs.toString(16).padStart(12, '0')
  return `${time.slice(0, 8)}-${time.slice(8)}-7${inThisMs.toString(16).padStart(3, '0')}-${randomUUID().slice(19)}`
}

const mostInMs = 0xfff
const firstsInMs = 0x100 // leaves room for as many more as come within a millisecond
