import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { isOpen } from '../../domain/action.ts'
import { spanOf } from '../../domain/deadline.ts'
import { daysBetween } from '../../domain/local-date.ts'
import { isOverdueMilestone } from '../../domain/milestone.ts'
import { workOfExtension } from '../../domain/extension.ts'
import { may } from '../../domain/permission.ts'
import type { Caller } from '../../domain/permission.ts'
import { conflictOfDuties } from '../../domain/separation-of-duties.ts'
import type { JudgedWork } from '../../domain/separation-of-duties.ts'
import { listDiary } from '../../features/actions/diary-queries.ts'
import type { CommentRow, TransitionRow, UpdateRow } from '../../features/actions/diary-queries.ts'
import { findAction } from '../../features/actions/queries.ts'
import type { ShownAction } from '../../features/actions/queries.ts'
import { presentAction } from '../../features/actions/schemas.ts'
import { listAllAgencies } from '../../features/agencies/queries.ts'
import { bankHolidaysBetween } from '../../platform/bank-holidays.ts'
import { nameThings } from '../../features/events/names-queries.ts'
import type { Named } from '../../features/events/names-queries.ts'
import { findDueDateSteps } from '../../features/deadlines/queries.ts'
import { presentDeadline } from '../../features/deadlines/schemas.ts'
import { judgedWork } from '../../features/evidence/commands.ts'
import { countEvidenceOf, listEvidence } from '../../features/evidence/queries.ts'
import { presentEvidence } from '../../features/evidence/schemas.ts'
import { listExtensions } from '../../features/extensions/queries.ts'
import { listImpactReviews } from '../../features/impact-reviews/queries.ts'
import { milestonesOf } from '../../features/milestones/queries.ts'
import { presentMilestone } from '../../features/milestones/schemas.ts'
import { channelOf } from '../../features/reminders/delivery.ts'
import { presentActionReminders } from '../../features/reminders/schemas.ts'
import { findActionReminders } from '../../features/reminders/why.ts'
import { permit, todayOf } from '../../features/work.ts'
import { params } from '../../platform/http/schemas.ts'
import type { Services } from '../../services.ts'
import { offersFor } from '../move-offers.ts'
import { pageSchema } from '../page.ts'
import { timelineOf, whoIn } from './action-timeline.ts'
import type { Names } from './action-timeline.ts'

/** Beyond these, the list of the API has the rest. */
const latest = { limit: 200, after: undefined }

/** One action: how it stands and why, what was done and judged, and what this person may do about it. */
export async function actionPage (plugin: FastifyInstance, { services }: { services: Services }): Promise<void> {
  const app = plugin.withTypeProvider<TypeBoxTypeProvider>()
  const { database, clock, config } = services

  app.get('/actions/:id', { schema: pageSchema('getAction', { params: params('id') }) }, async (request, reply) => {
    const { caller, params: { id }, timeZone } = request
    const { partnershipId } = caller
    const action = await findAction(database.shared, caller, id)
    permit(request)
    const today = todayOf(services, request)
    const nothing = { rows: [] }
    const [transitions, updates, comments, milestones, evidence, extensions, impactReviews, dueDateSteps, agencies, reminders, enough] = await Promise.all([
      listDiary<TransitionRow>(database, caller, 'transitions', id, latest),
      listDiary<UpdateRow>(database, caller, 'updates', id, latest),
      listDiary<CommentRow>(database, caller, 'comments', id, latest),
      milestonesOf(database, partnershipId, id),
      may(caller, 'listActionEvidence', action) ? listEvidence(database, caller, { actionId: [id] }, 'desc', latest) : nothing,
      may(caller, 'listActionExtensions', action) ? listExtensions(database, caller, { actionId: [id], direction: 'desc' }, latest) : nothing,
      may(caller, 'listActionImpactReviews', action) ? listImpactReviews(database, caller, { actionId: [id], direction: 'asc' }, latest, today) : nothing,
      findDueDateSteps(database, partnershipId, id),
      listAllAgencies(database.shared, partnershipId),
      may(caller, 'getActionReminders', action) ? findActionReminders(database, caller, id, { channel: channelOf(config), now: clock.now() }) : undefined,
      countEvidenceOf(database, action)
    ])
    const { from, to } = spanOf(action.dueOn, today)
    const agencyName = new Map(agencies.map((agency) => [agency.id, agency.name]))
    const history = { action, transitions: transitions.rows, updates: updates.rows, comments: comments.rows, evidence: evidence.rows, extensions: extensions.rows, impactReviews: impactReviews.rows }
    const named = await nameThings(database.shared, partnershipId, [...new Set([action.leadPersonId ?? [], whoIn(history)].flat())])
    return await reply.page('action', {
      title: `${action.reference} ${action.title}`,
      section: 'actions',
      action: presentAction(action, today),
      leadName: named.get(action.leadPersonId ?? '')?.name,
      isOpen: isOpen(action),
      timeZone,
      supporters: action.supportingAgencyIds.map((agencyId) => agencyName.get(agencyId)),
      deadline: presentDeadline(action, dueDateSteps, bankHolidaysBetween(from, to), { today, timeZone }),
      milestones: milestones.map((row) => ({ ...presentMilestone(row, today), daysOverdue: isOverdueMilestone(row, today) ? daysBetween(row.dueOn, today) : 0 })).toSorted((one, other) => one.dueOn.localeCompare(other.dueOn)),
      evidence: evidence.rows.map((row) => ({ ...presentEvidence(row), from: agencyName.get(row.byAgencyId ?? ''), judgedHere: mayJudge(caller, judgedWork(row, action)) })),
      seesEvidence: may(caller, 'listActionEvidence', action),
      extensions: extensions.rows.map((row) => ({ ...row, decidedHere: mayJudge(caller, workOfExtension(row, action)) })),
      impactReviews: impactReviews.rows,
      reminders: reminders === undefined ? undefined : presentActionReminders(reminders),
      timeline: timelineOf(history, new Map([...agencyName, ...namesFor(caller, named)])),
      moves: offersFor(action, caller, enough),
      can: whatTheyCan(action, request)
    })
  })
}

/** Who did what; nobody to those who may not see people. Who is erased is named so in their own row. */
function namesFor (caller: Caller, named: ReadonlyMap<string, Named>): Names {
  return new Map(may(caller, 'listPeople') ? [...named.values()].map(({ id, kind, name }) => [id, kind === 'api_key' ? `the key “${name}”` : name]) : [])
}

function whatTheyCan (action: ShownAction, { caller }: FastifyRequest) {
  return {
    update: may(caller, 'createUpdate', action),
    nameLead: may(caller, 'updateAction', action) && isOpen(action),
    change: caller.role === 'coordinator' && isOpen(action),
    addMilestone: may(caller, 'createMilestone', action) && isOpen(action),
    changeMilestone: caller.role === 'coordinator',
    comment: may(caller, 'createComment', action),
    addEvidence: may(caller, 'addEvidence', action) && (isOpen(action) || caller.role === 'scrutineer'),
    extend: may(caller, 'requestExtension', action) && isOpen(action),
    rateImpact: action.status === 'completed' && mayJudge(caller, action)
  }
}

function mayJudge (caller: Caller, work: JudgedWork): boolean {
  return caller.role === 'reviewer' && conflictOfDuties(work, caller) === undefined
}
