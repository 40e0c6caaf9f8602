import { sql } from '../../platform/database/drizzle.ts'
import type { SQL } from 'drizzle-orm'
import type { Queryable } from '../../platform/database/database.ts'
import { actionComments, actions } from '../actions/tables.ts'
import { agencies } from '../agencies/tables.ts'
import { boardPacks } from '../board-packs/tables.ts'
import { evidence } from '../evidence/tables.ts'
import { extensions } from '../extensions/tables.ts'
import { impactReviews } from '../impact-reviews/tables.ts'
import { measures } from '../measures/tables.ts'
import { milestones } from '../milestones/tables.ts'
import { apiKeys, people } from '../people/tables.ts'
import { recommendations } from '../recommendations/tables.ts'
import { reviews } from '../reviews/tables.ts'

/** What people call something that events name by its id. */
export interface Named {
  readonly id: string
  readonly kind: 'action' | 'review' | 'recommendation' | 'measure' | 'agency' | 'person' | 'api_key' | 'board_pack'
  readonly name: string
  /** What it is shown with: of a milestone its action, of all else itself. */
  readonly shownId: string
}

/** Names whatever of a partnership has one of these ids, in one question. Only for ids that the caller was shown. */
export async function nameThings (db: Queryable, partnershipId: string, ids: readonly string[]): Promise<Map<string, Named>> {
  if (ids.length === 0) return new Map()
  const rows = await db.rows<Named>(sql`with wanted as materialized (select unnest(${sql.param(ids)}::uuid[]) as id) ${sql.join(questions(partnershipId), sql` union all `)}`)
  return new Map(rows.map((row) => [row.id, row]))
}

function questions (partnershipId: string): SQL[] {
  return [
    sql`select ${actions.id} as id, 'action' as kind, concat_ws(' ', ${actions.reference}, ${actions.title}) as name, ${actions.id} as "shownId" from wanted join ${actions} on ${actions.partnershipId} = ${partnershipId} and ${actions.id} = wanted.id`,
    ...[milestones, evidence, extensions, impactReviews, actionComments].map((table) => sql`select ${table.id}, 'action', concat_ws(' ', ${actions.reference}, ${actions.title}), ${actions.id}
      from wanted join ${table} on ${table.partnershipId} = ${partnershipId} and ${table.id} = wanted.id join ${actions} on ${actions.partnershipId} = ${table.partnershipId} and ${actions.id} = ${table.actionId}`),
    sql`select ${reviews.id}, 'review', concat_ws(' ', ${reviews.reference}, ${reviews.title}), ${reviews.id} from wanted join ${reviews} on ${reviews.partnershipId} = ${partnershipId} and ${reviews.id} = wanted.id`,
    sql`select ${recommendations.id}, 'recommendation', concat_ws('/', ${reviews.reference}, ${recommendations.reference}), ${recommendations.id} from wanted
      join ${recommendations} on ${recommendations.partnershipId} = ${partnershipId} and ${recommendations.id} = wanted.id
      join ${reviews} on ${reviews.partnershipId} = ${recommendations.partnershipId} and ${reviews.id} = ${recommendations.reviewId}`,
    sql`select ${measures.id}, 'measure', ${measures.name}, ${measures.id} from wanted join ${measures} on ${measures.partnershipId} = ${partnershipId} and ${measures.id} = wanted.id`,
    sql`select ${agencies.id}, 'agency', ${agencies.name}, ${agencies.id} from wanted join ${agencies} on ${agencies.partnershipId} = ${partnershipId} and ${agencies.id} = wanted.id`,
    sql`select ${people.id}, 'person', ${people.name}, ${people.id} from wanted join ${people} on ${people.partnershipId} = ${partnershipId} and ${people.id} = wanted.id`,
    sql`select ${apiKeys.id}, 'api_key', ${apiKeys.name}, ${apiKeys.id} from wanted join ${apiKeys} on ${apiKeys.partnershipId} = ${partnershipId} and ${apiKeys.id} = wanted.id`,
    sql`select ${boardPacks.id}, 'board_pack', coalesce(${boardPacks.title}, 'Board pack'), ${boardPacks.id} from wanted join ${boardPacks} on ${boardPacks.partnershipId} = ${partnershipId} and ${boardPacks.id} = wanted.id`
  ]
}
