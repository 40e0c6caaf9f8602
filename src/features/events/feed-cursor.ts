import type { Cursors, Position } from '../../platform/http/cursor.ts'
import { beginning } from './queries.ts'
import type { Place } from './queries.ts'

/** Where a cursor of the feed says that its reader has come to; without one, the beginning. Feed and stream have the same. */
export function placeIn (cursors: Cursors, partnershipId: string, cursor: string | undefined): Place {
  return cursor === undefined ? beginning : placeAt(cursors.read(cursor, historyOf(partnershipId)))
}

export function cursorOf (cursors: Cursors, partnershipId: string, place: Place): string {
  return cursors.write(positionOf(place), historyOf(partnershipId))
}

export function placeAt ({ value, id }: Position): Place {
  return { sequence: Number(value), hash: id }
}

export function positionOf ({ sequence, hash }: Place): Position {
  return { value: sequence, id: hash }
}

/** Filters may change between pages: a place in the sequence is the same for all. */
function historyOf (partnershipId: string): string {
  return `events ${partnershipId}`
}
