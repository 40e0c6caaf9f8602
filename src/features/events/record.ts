import type { EventType } from '../../domain/event.ts'
import { insertInto } from '../../platform/database/sql.ts'
import { newId } from '../../platform/ids.ts'
import type { Work } from '../work.ts'
import { events } from './tables.ts'

export interface Subject { readonly type: string, readonly id: string }

/** What an event tells: facts and ids, never a narrative or a person's particulars. */
export interface Told { readonly before?: object | null, readonly after?: object | null }

/**
 * Writes the event of a change, in its transaction; the one writer of events.
 * It travels with the commit: a change without its event cannot stand.
 */
export function record (work: Work, type: EventType, subject: Subject, told: Told = {}): void {
  void work.tx.write(insertInto(events, {
    partnershipId: work.by.partnershipId,
    id: newId(),
    type,
    subjectType: subject.type,
    subjectId: subject.id,
    actorKind: work.by.kind,
    actorId: work.by.id,
    agencyId: work.by.agencyId,
    occurredAt: work.now,
    requestId: work.requestId,
    before: told.before ?? null,
    after: told.after ?? null
  }))
}
