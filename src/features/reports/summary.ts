import type { LocalDate } from '../../domain/local-date.ts'
import type { Caller } from '../../domain/permission.ts'
import type { Queryable } from '../../platform/database/database.ts'
import { figuresOf } from './figures.ts'
import type { Figures, Grouping } from './figures.ts'
import { nameAgencies, nameRecommendations, tallyActions } from './queries.ts'
import type { Tally } from './queries.ts'

/** What a group is called: an agency by its code, a review or recommendation by its reference; all null for actions without a theme. */
export interface GroupKey { readonly id: string | null, readonly reference: string | null, readonly name: string | null }

export interface Summary {
  readonly groupBy: Grouping
  readonly on: LocalDate
  readonly totals: Figures
  readonly groups: ReadonlyArray<{ readonly key: GroupKey } & Figures>
}

/**
 * How the actions that a caller may see stand on a day, for each agency, review,
 * theme or recommendation that has any. An action of two themes is in the
 * figures of both, and once in the totals.
 */
export async function summarise (db: Queryable, caller: Caller, groupBy: Grouping, on: LocalDate, asOf?: string): Promise<Summary> {
  const tallies = await tallyActions(db, caller, groupBy, on, asOf)
  const keysOf = await groupKeys[groupBy](db, caller.partnershipId, asOf) // after the tallies: whatever they name is there
  return { groupBy, on, totals: figuresOf(tallies), groups: groupsOf(tallies, keysOf) }
}

/** The summary as lines of a table: its groups, and at the end all of it. */
export function linesOf ({ groupBy, on, totals, groups }: Summary): object[] {
  return [...groups.map((group) => ({ groupBy, on, line: 'group', ...group })), { groupBy, on, line: 'total', key: null, ...totals }]
}

/** The groups that a member of a tally stands for. */
type KeyOf = (member: string) => GroupKey | undefined

const groupKeys: Record<Grouping, (db: Queryable, partnershipId: string, asOf?: string) => Promise<KeyOf>> = {
  agency: async (db, partnershipId, asOf) => keysFrom(await nameAgencies(db, partnershipId, asOf),
    ({ id, code, name }) => ({ id, reference: code, name })),
  review: async (db, partnershipId) => keysFrom(await nameRecommendations(db, partnershipId),
    ({ reviewId, reviewReference, reviewTitle }) => ({ id: reviewId, reference: reviewReference, name: reviewTitle })),
  theme: async () => (theme) => ({ id: null, reference: theme, name: theme }),
  recommendation: async (db, partnershipId) => keysFrom(await nameRecommendations(db, partnershipId),
    ({ id, reviewReference, reference, text }) => ({ id, reference: `${reviewReference}/${reference}`, name: text }))
}

function keysFrom<Named extends { readonly id: string }> (named: readonly Named[], keyOf: (each: Named) => GroupKey): KeyOf {
  const keys = new Map(named.map((each) => [each.id, keyOf(each)]))
  return (member) => keys.get(member)
}

const withoutTheme: GroupKey = { id: null, reference: null, name: null }

function groupsOf (tallies: readonly Tally[], keyOf: KeyOf): Summary['groups'] {
  const groups = new Map<string, { key: GroupKey, tallies: Tally[] }>()
  for (const tally of tallies) {
    for (const [identity, key] of keysOfSet(tally, keyOf)) {
      const group = groups.get(identity) ?? { key, tallies: [] }
      group.tallies.push(tally)
      groups.set(identity, group)
    }
  }
  return [...groups.values()].map(({ key, tallies }) => ({ key, ...figuresOf(tallies) })).sort(byReference)
}

/** Each group once, though several recommendations of the set may be of one review. */
function keysOfSet ({ members }: Tally, keyOf: KeyOf): Map<string, GroupKey> {
  const keys = members.length === 0 ? [withoutTheme] : members.map(keyOf).filter((key) => key !== undefined)
  return new Map(keys.map((key) => [key.id ?? key.reference ?? '', key]))
}

function byReference ({ key: a }: { key: GroupKey }, { key: b }: { key: GroupKey }): number {
  return (a.reference ?? '') < (b.reference ?? '') ? -1 : 1
}
