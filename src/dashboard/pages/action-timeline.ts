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

type AgencyNames = ReadonlyMap<string, string>

/** Moves, progress, remarks, evidence and decisions in one order, the latest first. */
export function timelineOf (history: History, agencies: AgencyNames): Happening[] {
  const by = ({ byAgencyId }: { readonly byAgencyId: string | null }) => agencies.get(byAgencyId ?? '')
  return [
    { at: history.action.createdAt, what: 'Added to the plan' },
    ...history.transitions.map((row) => ({ at: row.createdAt, what: words.moved[row.move as keyof typeof words.moved], text: row.note, by: by(row) })), // the table holds only the domain's moves
    ...history.updates.map((row) => ({ at: row.createdAt, what: progressIn(row), text: row.narrative, by: by(row) })),
    ...history.comments.map((row) => ({ at: row.createdAt, what: 'Comment', text: row.text, by: by(row) })),
    ...history.evidence.flatMap((row) => evidenceIn(row, agencies)),
    ...history.extensions.flatMap((row) => extensionIn(row, agencies)),
    ...history.impactReviews.flatMap((row) => row.ratedAt === null || row.rating === null ? [] : [{ at: row.ratedAt, what: `Impact judged: ${words.impact[row.rating].toLowerCase()}`, text: row.narrative, by: agencies.get(row.ratedByAgencyId ?? '') }])
  ].toSorted((one, other) => one.at < other.at ? 1 : one.at > other.at ? -1 : 0)
}

function progressIn ({ confidence, percentComplete }: UpdateRow): string {
  const said = [confidence === null ? undefined : words.confidence[confidence].toLowerCase(), percentComplete === null ? undefined : `${percentComplete}% done`].filter((part) => part !== undefined)
  return said.length === 0 ? 'Progress' : `Progress: ${said.join(', ')}`
}

function evidenceIn (row: ShownEvidence, agencies: AgencyNames): Happening[] {
  const added = { at: row.createdAt, what: `Evidence added: ${row.title}`, by: agencies.get(row.byAgencyId ?? '') }
  if (row.assessedAt === null || row.outcome === null) return [added]
  return [added, { at: row.assessedAt, what: `Evidence ${row.outcome}: ${row.title}`, text: row.comment, by: agencies.get(row.assessedByAgencyId ?? '') }]
}

function extensionIn (row: ExtensionRow, agencies: AgencyNames): Happening[] {
  const asked = { at: row.createdAt, what: `Extension asked for, to ${filters.date(row.proposedDueOn)}`, text: row.reason, by: agencies.get(row.byAgencyId ?? '') }
  if (row.decidedAt === null || row.state === 'requested') return [asked]
  return [asked, { at: row.decidedAt, what: `Extension ${row.state}`, text: row.decisionReason, by: agencies.get(row.decidedByAgencyId ?? '') }]
}
