import { sql } from '../../platform/database/drizzle.ts'
import type { SQL } from 'drizzle-orm'
import type { PgColumn } from 'drizzle-orm/pg-core'
import type { ReminderSubject } from '../../domain/reminder.ts'
import { sortValue } from '../../platform/database/keyset.ts'
import type { Order } from '../../platform/database/keyset.ts'
import { actions } from '../actions/tables.ts'
import { evidence } from '../evidence/tables.ts'
import { extensions } from '../extensions/tables.ts'
import { impactReviews } from '../impact-reviews/tables.ts'
import { measures, observations } from '../measures/tables.ts'
import { milestones } from '../milestones/tables.ts'
import { recommendations } from '../recommendations/tables.ts'

/** One table of things that can be chased, read in the order of one of its indexes. */
export interface CandidateSource {
  readonly tells: readonly ReminderSubject[]
  readonly table: { readonly partnershipId: PgColumn, readonly id: PgColumn }
  /** Undefined: it belongs to no action. */
  readonly actionId: PgColumn | undefined
  /** Everything up to the `where`; gives `CandidateRow`. */
  readonly selected: SQL
  /** It still waits for somebody. */
  readonly isOpen: SQL
  readonly order: Order
  /** The day that the ladder counts from, where a horizon can be asked of the database. */
  readonly countedFrom: SQL | PgColumn | undefined
}

interface SourceFacts extends Omit<CandidateSource, 'selected' | 'order'> {
  readonly order: Pick<Order, 'by' | 'type'>
  readonly subjectType: SQL
  readonly countedAt?: PgColumn
  readonly parties: SQL
  readonly joined?: SQL
}

function source ({ order: { by, type }, subjectType, countedAt, parties, joined = sql``, ...facts }: SourceFacts): CandidateSource {
  const { table, actionId, countedFrom } = facts
  const order: Order = { by, type, id: table.id, direction: 'asc' }
  return {
    ...facts,
    order,
    selected: sql`select ${table.id} as id, ${subjectType} as "subjectType", ${actionId ?? sql`null::uuid`} as "actionId",
      ${countedFrom ?? sql`null::date`} as "countedFrom", ${countedAt ?? sql`null::timestamptz`} as "countedAt", ${parties}, ${sortValue(order)} from ${table} ${joined}`
  }
}

const withAction = (table: { partnershipId: PgColumn, actionId: PgColumn }): SQL =>
  sql`join ${actions} on ${actions.partnershipId} = ${table.partnershipId} and ${actions.id} = ${table.actionId}`
const owner = sql`${actions.leadPersonId} as "leadPersonId", ${actions.ownerAgencyId} as "ownerAgencyId"`
const ownerAndSubmitter = sql`${owner}, ${actions.ownerAgencyIdWhenSubmitted} as "ownerAgencyIdWhenSubmitted", ${actions.submittedById} as "submittedById", ${actions.submittedByAgencyId} as "submittedByAgencyId"`

function ownerAndRequester (table: { byPersonId: PgColumn, byApiKeyId: PgColumn, byAgencyId: PgColumn }, ownerThen: PgColumn): SQL {
  return sql`${owner}, ${ownerThen} as "ownerAgencyIdWhenSubmitted", coalesce(${table.byPersonId}, ${table.byApiKeyId}) as "submittedById", ${table.byAgencyId} as "submittedByAgencyId"`
}

// Statuses are written out, so that the index of open actions answers.
const actionIsOpen = sql`${actions.status} in ('not_started', 'in_progress', 'paused', 'awaiting_sign_off')`

/** A paused action is chased for its pause, one that is handed in for its sign-off: each is one thing at a time. */
const work = source({
  tells: ['action', 'pause', 'sign_off'],
  table: actions,
  actionId: actions.id,
  order: { by: actions.dueOn, type: 'date' },
  isOpen: actionIsOpen,
  subjectType: sql`case ${actions.status} when 'paused' then 'pause' when 'awaiting_sign_off' then 'sign_off' else 'action' end`,
  countedFrom: sql`(case ${actions.status} when 'paused' then ${actions.resumeOn} when 'awaiting_sign_off' then ${actions.submittedOn} else ${actions.dueOn} end)`,
  parties: ownerAndSubmitter
})

const dueMilestones = source({
  tells: ['milestone'],
  table: milestones,
  actionId: milestones.actionId,
  order: { by: milestones.dueOn, type: 'date' },
  isOpen: sql`(${milestones.completedOn} is null and ${actions.status} in ('not_started', 'in_progress'))`,
  subjectType: sql`'milestone'`,
  countedFrom: milestones.dueOn,
  parties: owner,
  joined: withAction(milestones)
})

const requestedExtensions = source({
  tells: ['extension'],
  table: extensions,
  actionId: extensions.actionId,
  order: { by: extensions.createdAt, type: 'timestamptz' },
  isOpen: sql`(${extensions.state} = 'requested' and ${actionIsOpen})`, // of one that has ended there is nothing to decide
  subjectType: sql`'extension'`,
  countedFrom: undefined,
  countedAt: extensions.createdAt,
  parties: ownerAndRequester(extensions, extensions.ownerAgencyIdWhenRequested),
  joined: withAction(extensions)
})

/** What was handed in for the present round; what is left of an earlier one, or of an action that has ended, counts for nothing. */
const submittedEvidence = source({
  tells: ['evidence'],
  table: evidence,
  actionId: evidence.actionId,
  order: { by: evidence.createdAt, type: 'timestamptz' },
  isOpen: sql`(${evidence.state} = 'submitted' and ${evidence.round} = ${actions.reopenings} and (${actionIsOpen} or (${actions.status} = 'completed' and ${evidence.kind} = 'independent')))`,
  subjectType: sql`'evidence'`,
  countedFrom: undefined,
  countedAt: evidence.createdAt,
  parties: ownerAndRequester(evidence, evidence.ownerAgencyIdWhenSubmitted),
  joined: withAction(evidence)
})

const dueImpactReviews = source({
  tells: ['impact_review'],
  table: impactReviews,
  actionId: impactReviews.actionId,
  order: { by: impactReviews.dueOn, type: 'date' },
  isOpen: sql`(${impactReviews.rating} is null and ${impactReviews.dueOn} is not null and ${actions.status} = 'completed' and ${impactReviews.round} = ${actions.reopenings})`,
  subjectType: sql`'impact_review'`,
  countedFrom: impactReviews.dueOn,
  parties: ownerAndSubmitter,
  joined: withAction(impactReviews)
})

/** Which period is missing, the domain says; measures of what was not accepted owe nothing. */
const measured = source({
  tells: ['observation'],
  table: measures,
  actionId: undefined,
  order: { by: measures.createdAt, type: 'timestamptz' },
  isOpen: sql`${recommendations.response} not in ('not_accepted', 'superseded', 'referred_on')`,
  subjectType: sql`'observation'`,
  countedFrom: undefined,
  countedAt: measures.createdAt,
  parties: sql`${measures.frequency} as frequency, (select max(${observations.startsOn}) from ${observations}
    where ${observations.partnershipId} = ${measures.partnershipId} and ${observations.measureId} = ${measures.id}) as "lastStartsOn",
    null::uuid as "leadPersonId", ${measures.ownerAgencyId} as "ownerAgencyId"`,
  joined: sql`join ${recommendations} on ${recommendations.partnershipId} = ${measures.partnershipId} and ${recommendations.id} = ${measures.recommendationId}`
})

/** Everything that is chased, in the order in which it is planned. */
export const candidateSources: readonly CandidateSource[] = [work, dueMilestones, requestedExtensions, submittedEvidence, dueImpactReviews, measured]
