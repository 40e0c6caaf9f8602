import { deliveryStatuses, openStatuses } from './action.ts'
import type { Confidence, DeliveryStatus, Impact } from './action.ts'
import { isOverdue, overdueSql } from './due-date.ts'
import type { LocalDate } from './local-date.ts'
import { isBefore } from './local-date.ts'

export const rags = ['red', 'amber', 'green', 'blue', 'grey'] as const

export type Rag = typeof rags[number]

export interface RatedAction {
  readonly status: DeliveryStatus
  readonly impact: Impact
  readonly confidence: Confidence
  readonly dueOn: LocalDate
  readonly submittedOn: LocalDate | null
  /** The due date of the earliest milestone that is not completed; null when none is left. */
  readonly nextMilestoneDueOn: LocalDate | null
}

interface RatingRule {
  readonly rag: Rag
  /** Shown beside the colour, which never carries meaning alone. */
  readonly reason: string
  /** The statuses of what comes to this rule and may fit it. */
  readonly of: readonly DeliveryStatus[]
  readonly when: (action: RatedAction, today: LocalDate) => boolean
  /** The same condition over the columns status, impact, confidence, due_on, submitted_on and next_milestone_due_on, and :today. */
  readonly sql: string
}

/** The rating of an action: the first of these rules that fits decides. */
export const ratingRules: readonly RatingRule[] = [
  {
    rag: 'grey',
    reason: 'Closed without being delivered',
    of: ['closed_not_delivered'],
    when: ({ status }) => status === 'closed_not_delivered',
    sql: "status = 'closed_not_delivered'"
  },
  {
    rag: 'blue',
    reason: 'Completed, and its impact is evidenced or sustained',
    of: ['completed'],
    when: ({ status, impact }) => status === 'completed' && (impact === 'evidenced' || impact === 'sustained'),
    sql: "status = 'completed' and impact in ('evidenced', 'sustained')"
  },
  {
    rag: 'amber',
    reason: 'Completed, but no improvement was found',
    of: ['completed'],
    when: ({ status, impact }) => status === 'completed' && impact === 'no_improvement_found',
    sql: "status = 'completed' and impact = 'no_improvement_found'"
  },
  {
    rag: 'green',
    reason: 'Completed; its impact is not yet evidenced',
    of: ['completed'],
    when: ({ status }) => status === 'completed',
    sql: "status = 'completed'"
  },
  {
    rag: 'red',
    reason: 'Overdue',
    of: openStatuses,
    when: isOverdue,
    sql: overdueSql
  },
  {
    rag: 'red',
    reason: 'Its lead says that it is off track',
    of: openStatuses,
    when: ({ confidence }) => confidence === 'off_track',
    sql: "confidence = 'off_track'"
  },
  {
    rag: 'amber',
    reason: 'Paused',
    of: ['paused'],
    when: ({ status }) => status === 'paused',
    sql: "status = 'paused'"
  },
  {
    rag: 'amber',
    reason: 'Its lead says that it is at risk',
    of: openStatuses,
    when: ({ confidence }) => confidence === 'at_risk',
    sql: "confidence = 'at_risk'"
  },
  {
    rag: 'amber',
    reason: 'A milestone is overdue',
    of: openStatuses,
    when: ({ nextMilestoneDueOn }, today) => nextMilestoneDueOn !== null && isBefore(nextMilestoneDueOn, today),
    sql: 'next_milestone_due_on < :today'
  },
  {
    rag: 'grey',
    reason: 'Not started',
    of: ['not_started'],
    when: ({ status }) => status === 'not_started',
    sql: "status = 'not_started'"
  },
  {
    rag: 'green',
    reason: 'In hand: neither overdue nor reported at risk',
    of: openStatuses,
    when: () => true,
    sql: 'true'
  }
]

export interface Rating {
  readonly rag: Rag
  readonly ragReason: string
}

/** The colour of an action and the rule that decided it, in words. */
export function rate (action: RatedAction, today: LocalDate): Rating {
  // The last rule always fits.
  const rule = ratingRules.find(rule => rule.when(action, today))!
  return { rag: rule.rag, ragReason: rule.reason }
}

/** The statuses that an action of one of these ratings can have. */
export function statusesRated (wanted: readonly string[]): readonly DeliveryStatus[] {
  const rules = ratingRules.filter(({ rag }) => wanted.includes(rag))
  return deliveryStatuses.filter(status => rules.some(rule => rule.of.includes(status)))
}

/** The rating as SQL expressions, from the same list, so that a query filters, sorts and counts by it. */
export const ragSql = firstMatch(rule => rule.rag)
export const ragReasonSql = firstMatch(rule => rule.reason)

function firstMatch (outcome: (rule: RatingRule) => string): string {
  return `case ${ratingRules.map(rule => `when ${rule.sql} then '${outcome(rule)}'`).join(' ')} end`
}
