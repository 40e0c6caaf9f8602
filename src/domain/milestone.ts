import { fieldRefusal } from './field-refusal.ts'
import { isAfter, isBefore } from './local-date.ts'
import type { LocalDate } from './local-date.ts'

export interface Milestone {
  readonly dueOn: LocalDate
  readonly completedOn: LocalDate | null
}

export interface MilestoneCounts {
  readonly total: number
  readonly completed: number
  readonly overdue: number
}

/** How far a set of milestones has come. */
export function milestoneCounts (milestones: readonly Milestone[], today: LocalDate): MilestoneCounts {
  return {
    total: milestones.length,
    completed: milestones.filter(isCompleted).length,
    overdue: milestones.filter(milestone => isOverdueMilestone(milestone, today)).length
  }
}

/** Whether a milestone should have been reached by now. */
export function isOverdueMilestone (milestone: Milestone, today: LocalDate): boolean {
  return !isCompleted(milestone) && isBefore(milestone.dueOn, today)
}

/** When the next milestone that is not reached is due; null when none is left. */
export function nextMilestoneDueOn (milestones: readonly Milestone[]): LocalDate | null {
  const left = milestones.filter(milestone => !isCompleted(milestone)).map(milestone => milestone.dueOn)
  return left.sort()[0] ?? null
}

/** Records the day on which a milestone was reached, which cannot lie ahead. */
export function completeMilestone<T extends Milestone> (milestone: T, completedOn: LocalDate, today: LocalDate): T {
  if (isAfter(completedOn, today)) {
    throw fieldRefusal('rule-broken', 'completedOn', `completedOn ${completedOn} is in the future; it can be ${today} at the latest.`)
  }
  return { ...milestone, completedOn }
}

function isCompleted (milestone: Milestone): boolean {
  return milestone.completedOn !== null
}
