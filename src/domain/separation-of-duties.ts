import { Refusal } from './refusal.ts'

/** Whose work is judged: the owner's, now and when it was submitted, and the submitter's. */
export interface JudgedWork {
  readonly ownerAgencyId: string
  readonly ownerAgencyIdWhenSubmitted: string | null
  readonly submittedById: string | null
  readonly submittedByAgencyId: string | null
}

export interface Judge {
  readonly id: string
  readonly agencyId: string | null
}

interface SeparationRule {
  readonly rule: 'submitter' | 'submitters_agency' | 'owner_agency' | 'owner_agency_when_submitted'
  readonly message: string
  readonly isBroken: (work: JudgedWork, judge: Judge) => boolean
}

export const separationRules: readonly SeparationRule[] = [
  {
    rule: 'submitter',
    message: 'You submitted this; someone of another agency has to judge it.',
    isBroken: (work, judge) => work.submittedById === judge.id
  },
  {
    rule: 'owner_agency',
    message: 'Your agency owns this action; someone of another agency has to judge it.',
    isBroken: (work, judge) => work.ownerAgencyId === judge.agencyId
  },
  {
    // Handing the action to another agency must not make its first owner eligible.
    rule: 'owner_agency_when_submitted',
    message: 'Your agency owned this action when it was submitted; someone of another agency has to judge it.',
    isBroken: (work, judge) => work.ownerAgencyIdWhenSubmitted === judge.agencyId
  },
  {
    rule: 'submitters_agency',
    message: 'Your agency submitted this; someone of another agency has to judge it.',
    isBroken: (work, judge) => work.submittedByAgencyId === judge.agencyId
  }
]

/** Which rule keeps someone from assessing, signing off, deciding or rating this work; undefined when none does. */
export function conflictOfDuties (work: JudgedWork, judge: Judge): SeparationRule | undefined {
  return separationRules.find(rule => rule.isBroken(work, judge))
}

/** Refuses a judge who has a part in the work: whoever does it does not sign it off. */
export function requireSeparateDuties (work: JudgedWork, judge: Judge): void {
  const conflict = conflictOfDuties(work, judge)
  if (conflict !== undefined) throw new Refusal('separation-of-duties', conflict.message, { rule: conflict.rule })
}
