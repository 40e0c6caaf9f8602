import type { LocalDate } from '../../domain/local-date.ts'
import type { Caller } from '../../domain/permission.ts'
import type { Services } from '../../services.ts'
import { bringUpToNow } from '../action-versions/as-of.ts'
import { tallyEscalated } from './escalated.ts'
import type { EscalatedCounts } from './escalated.ts'
import type { Grouping } from './figures.ts'
import type { Answer } from './kept-answers.ts'
import { summarise } from './summary.ts'

/** The summary, of now or as of an instant, as JSON; the API and the overview are given the same. */
export async function readSummary ({ reports, database }: Services, caller: Caller, groupBy: Grouping, on: LocalDate, asOf?: string): Promise<Answer> {
  return await reports.read({ caller }, ['summary', groupBy, on, asOf], async () => {
    if (asOf !== undefined) await bringUpToNow({ database }, caller.partnershipId)
    return await summarise(database, caller, groupBy, on, asOf)
  })
}

/** What has been overdue since a day or longer, in all and by agency and review; counted anew only when something has changed. */
export async function readEscalated ({ reports, database }: Services, caller: Caller, dueTo: LocalDate, today: LocalDate): Promise<EscalatedCounts> {
  const { body } = await reports.read({ caller }, ['escalated', dueTo, today], async () => await tallyEscalated(database, caller, dueTo, today))
  return JSON.parse(body) as EscalatedCounts // written above
}
