import { newId } from '../../platform/ids.ts'
import { withTransaction } from '../../platform/database/transaction.ts'
import type { Services } from '../../services.ts'
import { findDraftOf, insertDraft, takeDraft } from './queries.ts'
import type { SessionRow } from './queries.ts'

/** What was typed into a form, name by name. */
export type Typed = Readonly<Record<string, unknown>>

const keptHours = 12

/** Keeps what somebody had typed when their session had run out, sealed. */
export async function keepDraft ({ database, secrets, clock }: Services, { partnershipId, personId }: SessionRow, path: string, typed: Typed): Promise<void> {
  const id = newId()
  await withTransaction(database.pool, async (tx) => {
    await insertDraft(tx, { partnershipId, id, personId, path, sealed: secrets.seal(JSON.stringify(typed), contextOf(id)), createdAt: clock.now() })
  })
}

/** Where the form is that a person has left half done, if there is one. */
export async function findDraft ({ database, clock }: Services, { partnershipId, personId }: Pick<SessionRow, 'partnershipId' | 'personId'>): Promise<{ id: string, path: string } | undefined> {
  const since = new Date(Date.parse(clock.now()) - keptHours * 3_600_000).toISOString()
  return await findDraftOf(database, partnershipId, personId, since)
}

/** What had been typed into the form at this address; given out once. */
export async function openDraft ({ database, secrets }: Services, { partnershipId, personId }: Pick<SessionRow, 'partnershipId' | 'personId'>, id: string): Promise<Typed | undefined> {
  const draft = await takeDraft(database, partnershipId, personId, id)
  const text = draft && secrets.open(draft.sealed, contextOf(id))
  return text === undefined ? undefined : JSON.parse(text) as Typed // written above
}

function contextOf (id: string): string {
  return `form draft ${id}`
}
