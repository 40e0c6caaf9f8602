import type { LocalDate } from '../../domain/local-date.ts'
import type { Caller } from '../../domain/permission.ts'
import type { Services } from '../../services.ts'
import { countEscalated } from './escalated-queries.ts'
import type { Escalated } from './escalated-queries.ts'
import type { Grouping } from './figures.ts'
import type { Answer } from './kept-answers.ts'
import { summarise } from './summary.ts'

/** The summary, as JSON; the API and the overview are given the same. */
export async function readSummary ({ reports, database }: Services, caller: Caller, groupBy: Grouping, today: LocalDate): Promise<Answer> {
  return await reports.read({ caller }, ['summary', groupBy, today], async () => await summarise(database, caller, groupBy, today))
}

/** What has been overdue since a day or longer, counted by agency and by recommendation. */
export async function readEscalated ({ reports, database }: Services, caller: Caller, dueTo: LocalDate, today: LocalDate): Promise<Escalated[]> {
  const { body } = await reports.read({ caller }, ['escalated', dueTo, today], async () => await countEscalated(database, caller, dueTo, today))
  return JSON.parse(body) as Escalated[] // written above
}
