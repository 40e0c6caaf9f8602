import { deliveryStatuses, isOpen } from '../../domain/action.ts'
import type { DeliveryStatus } from '../../domain/action.ts'
import { rags } from '../../domain/rating.ts'
import type { Rag } from '../../domain/rating.ts'
import type { Tally } from './queries.ts'

export const groupings = ['agency', 'review', 'theme', 'recommendation'] as const

export type Grouping = typeof groupings[number]

/** What is told of some actions taken together. */
export interface Figures {
  readonly actions: number
  readonly byStatus: Readonly<Record<DeliveryStatus, number>>
  readonly byRag: Readonly<Record<Rag, number>>
  readonly open: number
  readonly overdue: number
  /** To one decimal; null when none is overdue. */
  readonly averageDaysOverdue: number | null
  readonly completed: {
    readonly signedOff: number
    readonly beforeThisService: number
    readonly onTimeAgainstOriginalDate: number
    readonly lateAgainstOriginalDate: number
    readonly onTimeAgainstAgreedDate: number
    readonly lateAgainstAgreedDate: number
  }
}

/** What is counted of some actions, whatever they are taken together by. */
export type Counted = Omit<Tally, 'members'>

/** Adds up what was counted. */
export function figuresOf (tallies: readonly Counted[]): Figures {
  const overdue = sum(tallies, 'overdue')
  return {
    actions: sum(tallies, 'actions'),
    byStatus: countsBy(deliveryStatuses, tallies, ({ status }) => status),
    byRag: countsBy(rags, tallies, ({ rag }) => rag),
    open: sum(tallies.filter(isOpen), 'actions'),
    overdue,
    averageDaysOverdue: overdue === 0 ? null : Math.round(10 * sum(tallies, 'daysOverdue') / overdue) / 10,
    completed: completedOf(tallies)
  }
}

function completedOf (tallies: readonly Counted[]): Figures['completed'] {
  const signedOff = sum(tallies, 'signedOff')
  const onTimeAgainstOriginalDate = sum(tallies, 'onTimeAgainstOriginalDate')
  const onTimeAgainstAgreedDate = sum(tallies, 'onTimeAgainstAgreedDate')
  return {
    signedOff,
    beforeThisService: sum(tallies, 'beforeThisService'),
    onTimeAgainstOriginalDate,
    lateAgainstOriginalDate: signedOff - onTimeAgainstOriginalDate,
    onTimeAgainstAgreedDate,
    lateAgainstAgreedDate: signedOff - onTimeAgainstAgreedDate
  }
}

type Count = { [Key in keyof Counted]: Counted[Key] extends number ? Key : never }[keyof Counted]

function sum (tallies: readonly Counted[], count: Count): number {
  return tallies.reduce((total, tally) => total + tally[count], 0)
}

function countsBy<Value extends string> (values: readonly Value[], tallies: readonly Counted[], valueOf: (tally: Counted) => Value): Record<Value, number> {
  const counts = Object.fromEntries(values.map((value) => [value, 0])) as Record<Value, number> // every value of the closed list
  for (const tally of tallies) counts[valueOf(tally)] += tally.actions
  return counts
}
