import type { FastifyRequest } from 'fastify'
import { obstacleTo } from '../../domain/action-move-check.ts'
import { moves } from '../../domain/action-moves.ts'
import type { Move } from '../../domain/action-moves.ts'
import { workOfExtension } from '../../domain/extension.ts'
import { reviewsTakenUpTo } from '../../domain/impact-review.ts'
import { daysBetween } from '../../domain/local-date.ts'
import type { LocalDate } from '../../domain/local-date.ts'
import type { Caller } from '../../domain/permission.ts'
import { conflictOfDuties } from '../../domain/separation-of-duties.ts'
import type { JudgedWork } from '../../domain/separation-of-duties.ts'
import { listActions } from '../../features/actions/list-query.ts'
import { judgedWork } from '../../features/evidence/commands.ts'
import { listEvidence } from '../../features/evidence/queries.ts'
import type { ShownEvidence } from '../../features/evidence/queries.ts'
import { listExtensions } from '../../features/extensions/queries.ts'
import type { ExtensionRow } from '../../features/extensions/queries.ts'
import { listImpactReviews } from '../../features/impact-reviews/queries.ts'
import type { ImpactReviewRow } from '../../features/impact-reviews/queries.ts'
import { findActionsToJudge } from '../../features/sign-offs/queries.ts'
import type { ActionToJudge } from '../../features/sign-offs/queries.ts'
import type { Services } from '../../services.ts'
import { filters } from '../filters.ts'
import { stillNeeded } from '../move-offers.ts'
import { words } from '../words.ts'

/** Something that a reviewer is to do about an action. */
interface Task { readonly what: string, readonly href: string, readonly note: string }

/** An action that waits for a reviewer; it is named once, with all that is to be done about it. */
export interface WaitingAction { readonly id: string, readonly reference: string, readonly title: string, readonly tasks: readonly Task[] }

/** More than these at once are nobody's work of a day; the lists have the rest. */
const page = { limit: 25, after: undefined }
const asc = { direction: 'asc' } as const

/** What waits for a reviewer and the rules would let them do; the most urgent first: what holds others up, then what is due. */
export async function waitingFor ({ database }: Services, { caller, timeZone }: FastifyRequest, today: LocalDate): Promise<WaitingAction[]> {
  const [handedIn, evidence, extensions, impactReviews] = await Promise.all([
    listActions(database, caller, { status: ['awaiting_sign_off'] }, { field: 'dueOn', ...asc }, page, today),
    listEvidence(database, caller, { state: ['submitted'] }, 'asc', page),
    listExtensions(database, caller, { state: ['requested'], ...asc }, page),
    listImpactReviews(database, caller, { state: ['due', 'overdue'], dueTo: reviewsTakenUpTo(today), ...asc }, page, today)
  ])
  const rows = [...evidence.rows, ...extensions.rows, ...impactReviews.rows]
  const actions = await findActionsToJudge(database, caller.partnershipId, [...new Set([...handedIn.rows.map(({ id }) => id), ...rows.map(({ actionId }) => actionId)])])
  const judging = judgingOf(actions, caller)
  const submitted = handedIn.rows.flatMap(({ id }) => actions.get(id) ?? []).filter((action) => obstacleTo(signOff, action, caller) === undefined)
  const toDo = [
    ...submitted.filter((action) => lacking(action) === undefined).map((action) => ({ action, task: toSignOff(action) })),
    ...judging(extensions.rows, workOfExtension, (row) => toDecide(row, timeZone)),
    ...judging(evidence.rows, judgedWork, (row) => toJudge(row, timeZone)),
    ...judging(firstOfEach(impactReviews.rows), (_, action) => action, (row) => toRate(row, today))
  ]
  const named = new Set(toDo.map(({ action }) => action.id))
  const stuck = submitted.filter((action) => lacking(action) !== undefined && !named.has(action.id)).map((action) => ({ action, task: toReturn(action) }))
  return byAction([...toDo, ...stuck])
}

interface ToDo { readonly action: ActionToJudge, readonly task: Task }

/** Of rows about actions those that this person may judge, each as a task. */
function judgingOf (actions: ReadonlyMap<string, ActionToJudge>, caller: Caller) {
  return <Row extends { readonly actionId: string }>(rows: readonly Row[], workOf: (row: Row, action: ActionToJudge) => JudgedWork, taskOf: (row: Row) => Task): ToDo[] => rows.flatMap((row) => {
    const action = actions.get(row.actionId)
    return action === undefined || conflictOfDuties(workOf(row, action), caller) !== undefined ? [] : [{ action, task: taskOf(row) }]
  })
}

const signOff = moves.awaiting_sign_off.find(({ name }) => name === 'sign_off') as Move // one of them

function lacking (action: ActionToJudge): string | undefined {
  return stillNeeded(signOff, action, action.evidence)
}

function toSignOff ({ id, submittedOn }: ActionToJudge): Task {
  return { what: words.move.sign_off, href: `/actions/${id}/moves/sign_off`, note: `handed in on ${filters.date(submittedOn)}` }
}

function toReturn (action: ActionToJudge): Task {
  return { what: 'Look at what was handed in', href: `/actions/${action.id}`, note: `It cannot be signed off yet. ${lacking(action) ?? ''} Return it, or ask for what is missing.` }
}

function toDecide ({ id, proposedDueOn, createdAt, reason }: ExtensionRow, timeZone: string): Task {
  return { what: `Decide on an extension to ${filters.date(proposedDueOn)}`, href: `/extensions/${id}/decision`, note: `asked for on ${filters.dayOf(createdAt, timeZone)}: ${reason.length > 120 ? `${reason.slice(0, 120)}…` : reason}` }
}

function toJudge ({ id, title, kind, createdAt }: ShownEvidence, timeZone: string): Task {
  return { what: `Judge the evidence “${title}”`, href: `/evidence/${id}/assessment`, note: `${words.evidenceKind[kind]}, since ${filters.dayOf(createdAt, timeZone)}` }
}

function toRate ({ actionId, dueOn }: ImpactReviewRow, today: LocalDate): Task {
  const late = dueOn === null || dueOn >= today ? '' : `, ${filters.daysOverdue(daysBetween(dueOn, today))}`
  return { what: 'Judge its impact', href: `/actions/${actionId}/impact/new`, note: `due on ${filters.date(dueOn)}${late}` }
}

/** One finding answers the earliest of an action's reviews. */
function firstOfEach (reviews: readonly ImpactReviewRow[]): ImpactReviewRow[] {
  return reviews.filter(({ actionId }, place) => reviews.findIndex((other) => other.actionId === actionId) === place)
}

function byAction (toDo: readonly ToDo[]): WaitingAction[] {
  return [...Map.groupBy(toDo, ({ action }) => action.id)].flatMap(([id, tasks]) => {
    const [first] = tasks
    return first === undefined ? [] : [{ id, reference: first.action.reference, title: first.action.title, tasks: tasks.map(({ task }) => task) }]
  })
}
