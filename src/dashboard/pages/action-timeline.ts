import type { CommentRow, TransitionRow, UpdateRow } from '../../features/actions/diary-queries.ts'
import type { ShownAction } from '../../features/actions/queries.ts'
import type { ShownEvidence } from '../../features/evidence/queries.ts'
import type { ExtensionRow } from '../../features/extensions/queries.ts'
import type { ImpactReviewRow } from '../../features/impact-reviews/queries.ts'
import { filters } from '../filters.ts'
import { words } from '../words.ts'

/** What happened to an action, told in a line and, where somebody wrote something, in their words. */
export interface Happening { readonly at: string, readonly what: string, readonly text?: string | null, readonly by?: string | undefined }

export interface History {
  readonly action: ShownAction
  readonly transitions: readonly TransitionRow[]
  readonly updates: readonly UpdateRow[]
  readonly comments: readonly CommentRow[]
  readonly evidence: readonly ShownEvidence[]
  readonly extensions: readonly ExtensionRow[]
  readonly impactReviews: readonly ImpactReviewRow[]
}

/** Agencies, people and keys by their ids; whoever is not in it is not told. */
export type Names = ReadonlyMap<string, string>

/** Everybody who had a part in it. */
export function whoIn ({ transitions, updates, comments, evidence, extensions, impactReviews }: History): string[] {
  const signed = [...transitions, ...updates, ...comments, ...evidence, ...extensions].flatMap(({ byPersonId, byApiKeyId }) => [byPersonId, byApiKeyId])
  const judged = [...evidence.map(({ assessedById }) => assessedById), ...extensions.map(({ decidedById }) => decidedById), ...impactReviews.map(({ ratedById }) => ratedById)]
  return [...new Set([...signed, ...judged])].filter((id) => id !== null)
}

/** Moves, progress, remarks, evidence and decisions in one order, the latest first. */
export function timelineOf (history: History, names: Names): Happening[] {
  const by = ({ byPersonId, byApiKeyId, byAgencyId }: Signed) => told(names, byPersonId ?? byApiKeyId, byAgencyId)
  return [
    { at: history.action.createdAt, what: 'Added to the plan' },
    ...history.transitions.map((row) => ({ at: row.createdAt, what: words.moved[row.move as keyof typeof words.moved], text: row.note, by: by(row) })), // the table holds only the domain's moves
    ...history.updates.map((row) => ({ at: row.createdAt, what: progressIn(row), text: row.narrative, by: by(row) })),
    ...history.comments.map((row) => ({ at: row.createdAt, what: 'Comment', text: row.text, by: by(row) })),
    ...history.evidence.flatMap((row) => evidenceIn(row, by(row), told(names, row.assessedById, row.assessedByAgencyId))),
    ...history.extensions.flatMap((row) => extensionIn(row, by(row), told(names, row.decidedById, row.decidedByAgencyId))),
    ...history.impactReviews.flatMap((row) => row.ratedAt === null || row.rating === null ? [] : [{ at: row.ratedAt, what: `Impact judged: ${words.impact[row.rating].toLowerCase()}`, text: row.narrative, by: told(names, row.ratedById, row.ratedByAgencyId) }])
  ].toSorted((one, other) => one.at < other.at ? 1 : one.at > other.at ? -1 : 0)
}

type Signed = Pick<CommentRow, 'byPersonId' | 'byApiKeyId' | 'byAgencyId'>

/** "Amina Yusuf, Children's Social Care". */
function told (names: Names, id: string | null, agencyId: string | null): string | undefined {
  return [names.get(id ?? ''), names.get(agencyId ?? '')].filter((name) => name !== undefined).join(', ') || undefined
}

function progressIn ({ confidence, percentComplete }: UpdateRow): string {
  const said = [confidence === null ? undefined : words.confidence[confidence].toLowerCase(), percentComplete === null ? undefined : `${percentComplete}% done`].filter((part) => part !== undefined)
  return said.length === 0 ? 'Progress' : `Progress: ${said.join(', ')}`
}

function evidenceIn (row: ShownEvidence, by: string | undefined, judge: string | undefined): Happening[] {
  const added = { at: row.createdAt, what: `Evidence added: ${row.title}`, by }
  if (row.assessedAt === null || row.outcome === null) return [added]
  return [added, { at: row.assessedAt, what: `Evidence ${row.outcome}: ${row.title}`, text: row.comment, by: judge }]
}

function extensionIn (row: ExtensionRow, by: string | undefined, judge: string | undefined): Happening[] {
  const asked = { at: row.createdAt, what: `Extension asked for, to ${filters.date(row.proposedDueOn)}`, text: row.reason, by }
  if (row.decidedAt === null || row.state === 'requested') return [asked]
  return [asked, { at: row.decidedAt, what: `Extension ${row.state}`, text: row.decisionReason, by: judge }]
}
