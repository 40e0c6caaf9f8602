import { sql } from '../../platform/database/drizzle.ts'
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
  work.touched.add(subject.type)
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

/** What happened to one of many. */
export interface Happening { readonly subject: Subject, readonly before?: object, readonly after: object }

/** Writes the events of a change of many things at once, in one statement however many they are. */
export function recordEach ({ tx, by, now, requestId }: Pick<Work, 'tx' | 'by' | 'now' | 'requestId'>, type: EventType, happenings: readonly Happening[]): void {
  if (happenings.length === 0) return
  void tx.write(sql`insert into ${events} (partnership_id, id, type, subject_type, subject_id, actor_kind, actor_id, agency_id, occurred_at, request_id, before, after)
    select ${by.partnershipId}::uuid, id, ${type}::text, subject_type, subject_id, ${by.kind}::text, ${by.id}::uuid, ${by.agencyId}::uuid, ${now}::timestamptz, ${requestId}::text, before, after
    from unnest(${sql.param(happenings.map(newId))}::uuid[], ${sql.param(happenings.map(({ subject }) => subject.type))}::text[],
      ${sql.param(happenings.map(({ subject }) => subject.id))}::uuid[], ${sql.param(happenings.map(({ before }) => before === undefined ? null : JSON.stringify(before)))}::jsonb[],
      ${sql.param(happenings.map(({ after }) => JSON.stringify(after)))}::jsonb[]) as happening (id, subject_type, subject_id, before, after)`)
}
