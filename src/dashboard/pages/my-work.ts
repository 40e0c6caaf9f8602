import type { FastifyInstance, FastifyRequest } from 'fastify'
import { openStatuses } from '../../domain/action.ts'
import type { Caller } from '../../domain/permission.ts'
import type { LocalDate } from '../../domain/local-date.ts'
import { groundOf } from '../../features/actions/json-queries.ts'
import { listActions } from '../../features/actions/list-query.ts'
import type { ActionFilter } from '../../features/actions/list-query.ts'
import { presentActionInJson } from '../../features/actions/schemas.ts'
import type { PresentedAction } from '../../features/actions/schemas.ts'
import { nameThings } from '../../features/events/names-queries.ts'
import { listEvidence } from '../../features/evidence/queries.ts'
import { listExtensions } from '../../features/extensions/queries.ts'
import { listImpactReviews } from '../../features/impact-reviews/queries.ts'
import { permit, todayOf } from '../../features/work.ts'
import type { Services } from '../../services.ts'
import { pageSchema } from '../page.ts'

/** More than these at once are nobody's work of a day; the lists have the rest. */
const page = { limit: 25, after: undefined }
const nothing = { rows: [] }

/** What waits for whoever is signed in, by what their role may do. */
export async function myWorkPage (app: FastifyInstance, { services }: { services: Services }): Promise<void> {
  app.get('/my-work', { schema: pageSchema('listActions') }, async (request, reply) => {
    permit(request)
    const { caller } = request
    const today = todayOf(services, request)
    const isReviewer = caller.role === 'reviewer'
    const { database } = services
    const [led, mine, toSignOff, evidence, extensions, impactReviews] = await Promise.all([
      actions(services, request, { leadPersonId: [caller.id], status: openStatuses }, today),
      actions(services, request, ofTheirs(caller), today),
      isReviewer ? actions(services, request, { status: ['awaiting_sign_off'] }, today) : [],
      isReviewer ? listEvidence(database, caller, { state: ['submitted'] }, 'asc', page) : nothing,
      isReviewer ? listExtensions(database, caller, { state: ['requested'], direction: 'asc' }, page) : nothing,
      isReviewer ? listImpactReviews(database, caller, { state: ['due', 'overdue'], direction: 'asc' }, page, today) : nothing
    ])
    const names = await nameThings(database.shared, caller.partnershipId, [...new Set([...evidence.rows, ...extensions.rows, ...impactReviews.rows].map(({ actionId }) => actionId))])
    const others = ({ ownerAgencyId }: { ownerAgencyId: string }) => ownerAgencyId !== caller.agencyId
    return await reply.page('my-work', {
      title: 'My work',
      section: 'my-work',
      isReviewer,
      led,
      mine,
      toSignOff: toSignOff.filter(others),
      evidence: evidence.rows.filter((row) => row.actionOwnerAgencyId !== caller.agencyId && row.byAgencyId !== caller.agencyId),
      extensions: extensions.rows.filter(({ byAgencyId }) => byAgencyId !== caller.agencyId),
      impactReviews: impactReviews.rows,
      nameOf: Object.fromEntries([...names].map(([id, { name }]) => [id, name])),
      timeZone: request.timeZone
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
