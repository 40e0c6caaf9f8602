import { may } from '../../domain/permission.ts'
import type { Caller } from '../../domain/permission.ts'
import { isOpen } from '../../domain/action.ts'
import { Refusal } from '../../domain/refusal.ts'
import type { Services } from '../../services.ts'
import { reportProgress } from '../actions/diary-commands.ts'
import { findAction } from '../actions/queries.ts'
import { record } from '../events/record.ts'
import { systemCaller } from '../system-caller.ts'
import { actAs } from '../work.ts'
import type { Work } from '../work.ts'
import { acknowledge, findLink, lockLink } from './links-queries.ts'
import type { LinkRow } from './links-queries.ts'

/** What the recipient of a reminder may say without signing in: that it was seen, or that the work is done. Neither changes a status or a date. */
export const linkChoices = ['seen', 'evidence_follows'] as const

export type LinkChoice = typeof linkChoices[number]

export type LinkState = 'open' | 'used' | 'expired'

export interface Link { readonly link: LinkRow, readonly state: LinkState, readonly choices: readonly LinkChoice[] }

/** A link that somebody tried to use, and what it did. */
export interface UsedLink extends Link { readonly did?: LinkChoice }

type Using = Pick<Services, 'clock' | 'database'>

/** What a link would do; undefined when it is none of ours. Looking changes nothing: mail scanners look too. */
export async function lookAtLink (services: Using, token: string): Promise<Link | undefined> {
  const link = await findLink(services.database, token)
  if (link === undefined) return undefined
  const state = stateOf(link, services.clock.now())
  return { link, state, choices: state === 'open' ? await choicesOf(services, link) : [] }
}

/** Does what a link is for, once; undefined when it is none of ours. What the link does not offer is taken as having been seen. */
export async function useLink (services: Using, token: string, choice: LinkChoice, requestId: string): Promise<UsedLink | undefined> {
  const found = await lookAtLink(services, token)
  if (found === undefined || found.state !== 'open') return found
  const { link, choices } = found
  const by = callerOf(link) ?? systemCaller(link.partnershipId)
  return await actAs(services, { by, timeZone: link.timeZone, requestId }, async (work) => {
    const held = await lockLink(work.tx, token)
    if (held === undefined || stateOf(held, work.now) !== 'open') return { ...found, state: 'used' }
    const did = choices.includes(choice) ? choice : 'seen'
    await act(work, held, did)
    return { ...found, did }
  })
}

/** The step is acknowledged; the ladder goes on with the next one. */
async function act (work: Work, link: LinkRow, choice: LinkChoice): Promise<void> {
  const { reminderId, actionId, subjectType, subjectId, step, dueOn } = link
  if (choice === 'evidence_follows' && actionId !== null) await reportProgress(work, actionId, { narrative: 'In answer to a reminder: it is done, and the evidence follows.' })
  await acknowledge(work.tx, link, work.now)
  const subject = actionId === null ? { type: 'measure', id: subjectId } : { type: 'action', id: actionId }
  record(work, 'reminder.acknowledged', subject, { after: { reminderId, chasedFor: subjectType, step, dueOn, choice } })
}

function stateOf ({ usedAt, acknowledgedAt, expiresAt }: LinkRow, now: string): LinkState {
  if (usedAt !== null || acknowledgedAt !== null) return 'used'
  return expiresAt <= now ? 'expired' : 'open'
}

/** To say that work is done takes a person who may report on it, and work that is still open. */
async function choicesOf ({ database }: Using, link: LinkRow): Promise<readonly LinkChoice[]> {
  const caller = callerOf(link)
  if (caller === undefined || link.actionId === null || !aboutWork.includes(link.subjectType)) return ['seen']
  const action = await findAction(database, caller, link.actionId).catch(unlessHidden)
  return action !== undefined && isOpen(action) && may(caller, 'createUpdate', action) ? linkChoices : ['seen']
}

const aboutWork: readonly LinkRow['subjectType'][] = ['action', 'pause', 'milestone']

function unlessHidden (error: unknown): undefined {
  if (!(error instanceof Refusal) || error.code !== 'not-found') throw error
  return undefined
}

function callerOf ({ partnershipId, personId, personName, personRole, personAgencyId }: LinkRow): Caller | undefined {
  if (personId === null || personRole === null) return undefined
  return { kind: 'person', id: personId, keyId: null, name: personName ?? '', role: personRole, agencyId: personAgencyId, partnershipId }
}
