import type { JudgedWork } from '../../domain/separation-of-duties.ts'
import { newId } from '../../platform/ids.ts'
import type { Work } from '../work.ts'
import { separatedByTheDatabase } from './duties.ts'
import { insertSignOff } from './queries.ts'

/** A submitted action, as the move to completion found it. */
export interface SubmittedAction extends JudgedWork { readonly id: string, readonly reopenings: number }

/** Puts on record who signed an action off, and whose work it was at that moment. */
export async function recordSignOff (work: Work, action: SubmittedAction, note: string | null): Promise<string> {
  const id = newId()
  await separatedByTheDatabase(insertSignOff(work.tx, {
    partnershipId: work.by.partnershipId,
    id,
    actionId: action.id,
    round: action.reopenings,
    note,
    signedOffById: work.by.id,
    // A reviewer is a person, who has an agency; what awaits sign-off was submitted (both are rules of the database too).
    signedOffByAgencyId: work.by.agencyId as string,
    submittedById: action.submittedById as string,
    submittedByAgencyId: action.submittedByAgencyId,
    ownerAgencyIdWhenSubmitted: action.ownerAgencyIdWhenSubmitted ?? action.ownerAgencyId,
    ownerAgencyId: action.ownerAgencyId,
    createdAt: work.now
  }))
  return id
}
