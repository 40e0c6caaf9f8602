import { sql } from '../../platform/database/drizzle.ts'
import type { SQL } from 'drizzle-orm'
import type { Caller } from '../../domain/permission.ts'
import { actionComments, actions } from '../actions/tables.ts'
import { actionIsVisible, viewOf } from '../actions/visibility.ts'
import { evidence } from '../evidence/tables.ts'
import { extensions } from '../extensions/tables.ts'
import { impactReviews } from '../impact-reviews/tables.ts'
import { measures } from '../measures/tables.ts'
import { milestones } from '../milestones/tables.ts'
import { recommendations } from '../recommendations/tables.ts'
import { reviews } from '../reviews/tables.ts'
import { reviewIsVisible } from '../reviews/visibility.ts'
import { events } from './tables.ts'

/**
 * The events that a caller is told of: those of a review or action that is
 * hidden from it are stubs in the feed, so that the sequence has no gap and the
 * chain can be followed. To be used where `events` is in the `from`.
 */
export function eventIsVisible (caller: Caller): SQL {
  if (viewOf(caller) === 'all') return sql`true`
  return sql`(case
    when ${actionTold} is not null then exists (select from ${actions}
      where ${actions.partnershipId} = ${events.partnershipId} and ${actions.id} = ${actionTold} and ${actionIsVisible(caller)})
    when ${reviewTold} is not null then exists (select from ${reviews}
      where ${reviews.partnershipId} = ${events.partnershipId} and ${reviews.id} = ${reviewTold} and ${reviewIsVisible(caller)})
    else ${events.subjectType} = any(${sql.param(openToAll)}::text[]) end)`
}

/** What restricts nobody. A kind of thing that is named nowhere here is told to those who see all, and to no other. */
const openToAll = ['partnership', 'agency', 'person', 'api_key', 'reminder_policy']

/** The action that an event is about; null for events of other things. */
const actionTold = sql`case ${events.subjectType}
  when 'action' then ${events.subjectId}
  when 'milestone' then (select ${milestones.actionId} from ${milestones} where ${milestones.partnershipId} = ${events.partnershipId} and ${milestones.id} = ${events.subjectId})
  when 'evidence' then (select ${evidence.actionId} from ${evidence} where ${evidence.partnershipId} = ${events.partnershipId} and ${evidence.id} = ${events.subjectId})
  when 'extension' then (select ${extensions.actionId} from ${extensions} where ${extensions.partnershipId} = ${events.partnershipId} and ${extensions.id} = ${events.subjectId})
  when 'impact_review' then (select ${impactReviews.actionId} from ${impactReviews} where ${impactReviews.partnershipId} = ${events.partnershipId} and ${impactReviews.id} = ${events.subjectId})
  when 'comment' then (select ${actionComments.actionId} from ${actionComments} where ${actionComments.partnershipId} = ${events.partnershipId} and ${actionComments.id} = ${events.subjectId})
  end`

/** The review that an event is about. */
const reviewTold = sql`case ${events.subjectType}
  when 'review' then ${events.subjectId}
  when 'recommendation' then (select ${recommendations.reviewId} from ${recommendations} where ${recommendations.partnershipId} = ${events.partnershipId} and ${recommendations.id} = ${events.subjectId})
  when 'measure' then (select ${recommendations.reviewId} from ${measures} join ${recommendations} on ${recommendations.partnershipId} = ${measures.partnershipId} and ${recommendations.id} = ${measures.recommendationId}
    where ${measures.partnershipId} = ${events.partnershipId} and ${measures.id} = ${events.subjectId})
  end`
