import type { FastifyInstance, FastifyRequest } from 'fastify'
import { openStatuses } from '../../domain/action.ts'
import type { Caller } from '../../domain/permission.ts'
import type { LocalDate } from '../../domain/local-date.ts'
import { groundOf } from '../../features/actions/json-queries.ts'
import { listActions } from '../../features/actions/list-query.ts'
import type { ActionFilter } from '../../features/actions/list-query.ts'
import { presentActionInJson } from '../../features/actions/schemas.ts'
import type { PresentedAction } from '../../features/actions/schemas.ts'
import { permit, todayOf } from '../../features/work.ts'
import type { Services } from '../../services.ts'
import { pageSchema } from '../page.ts'
import { waitingFor } from './waiting-work.ts'

/** More than these at once are nobody's work of a day; the lists have the rest. */
const page = { limit: 25, after: undefined }

/** What waits for whoever is signed in, by what their role may do. Each action is named once: under what is most urgent of it. */
export async function myWorkPage (app: FastifyInstance, { services }: { services: Services }): Promise<void> {
  app.get('/my-work', { schema: pageSchema('listActions') }, async (request, reply) => {
    permit(request)
    const { caller } = request
    const today = todayOf(services, request)
    const isReviewer = caller.role === 'reviewer'
    const [led, ofAgency, waiting] = await Promise.all([
      actions(services, request, { leadPersonId: [caller.id], status: openStatuses }, today),
      actions(services, request, ofTheirs(caller), today),
      isReviewer ? waitingFor(services, request, today) : []
    ])
    const [named, leads] = [new Set(waiting.map(({ id }) => id)), new Set(led.map(({ id }) => id))]
    return await reply.page('my-work', {
      title: 'My work',
      section: 'my-work',
      isReviewer,
      waiting: waiting.map((each) => ({ ...each, isLed: leads.has(each.id) })),
      led: led.filter(({ id }) => !named.has(id)),
      others: ofAgency.filter(({ id }) => !named.has(id) && !leads.has(id))
    })
  })
}

/** A coordinator chases the whole plan, everybody else their own agency's part of it. */
function ofTheirs ({ role, agencyId }: Caller): ActionFilter {
  return role === 'coordinator' || agencyId === null ? { overdue: true } : { ownerAgencyId: [agencyId], status: openStatuses }
}

async function actions ({ database }: Services, { caller }: FastifyRequest, filter: ActionFilter, today: LocalDate): Promise<PresentedAction[]> {
  const { rows } = await listActions(database, caller, filter, { field: 'dueOn', direction: 'asc' }, page, today)
  return rows.map((row) => JSON.parse(presentActionInJson(row.stored, groundOf(row), today)) as PresentedAction) // written as one
}
