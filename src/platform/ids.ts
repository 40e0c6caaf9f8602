import { v7 } from 'uuid'

/** Ids are UUIDv7: in time order, so that new rows lie together in every index. */
export function newId (): string {
  return v7()
}
