import { sameValue } from '../../domain/event.ts'
import { refuseUnlessMay } from '../../domain/permission.ts'
import { Refusal } from '../../domain/refusal.ts'
import { expectVersion } from '../../platform/http/etag.ts'
import { refusePersonalData, suspicionsIn } from '../../platform/http/free-text.ts'
import { findAgency } from '../agencies/queries.ts'
import type { Work } from '../work.ts'
import { changeAction, createAction } from './commands.ts'
import { recordProgress } from './diary-commands.ts'
import type { Progress } from './diary-commands.ts'
import { lockActionsNamed, lockNaturalKey } from './push-queries.ts'
import type { NaturalKey } from './push-queries.ts'
import type { ProgressPush, PushedAction } from './push-schemas.ts'
import type { ShownAction } from './queries.ts'
import type { ActionPatch } from './schemas.ts'
import type { Verdict } from './verdict.ts'

export interface Pushed { readonly action: ShownAction, readonly isNew: boolean }

/** Makes the action that an agency's own system knows by this key, or changes what is different; sent again, it changes nothing. */
export async function pushAction (work: Work, key: NaturalKey, input: PushedAction): Promise<Pushed> {
  const [, before] = await Promise.all([findAgency(work.tx, work.by.partnershipId, key.ownerAgencyId), lockNaturalKey(work.tx, work.by, key)])
  await work.permit(before ?? { ownerAgencyId: key.ownerAgencyId, supportingAgencyIds: [] })
  if (before === undefined) return { action: await addAction(work, key, input), isNew: true }
  const patch = differing(before, input)
  if (Object.keys(patch).length > 0) return { action: await changeAction(work, before, patch), isNew: false }
  work.expect(before.version)
  return { action: before, isNew: false }
}

async function addAction (work: Work, key: NaturalKey, input: PushedAction): Promise<ShownAction> {
  if (work.by.role !== 'coordinator') throw new Refusal('forbidden', `No action of this agency has the external reference ${key.externalReference} yet, and only a coordinator may add one.`)
  work.expect(0) // whoever names a version means an action that was there
  return await createAction(work, { ...input, ...key })
}

/** What would change. What is not said stays as it is. */
function differing (before: ShownAction, input: PushedAction): ActionPatch {
  const fields = Object.keys(input) as Array<keyof PushedAction>
  return Object.fromEntries(fields.filter((field) => !sameValue(before[field], input[field])).map((field) => [field, input[field]]))
}

/** Takes progress reports of many actions, each by itself: one that is refused takes no other with it. */
export async function reportProgressOfMany (work: Work, reports: readonly ProgressPush[]): Promise<Verdict[]> {
  const ids = reports.flatMap(({ actionId }) => actionId ?? [])
  const [found] = await Promise.all([lockActionsNamed(work.tx, work.by, ids, reports.flatMap((report) => keyOf(report) ?? [])), work.permit()])
  const held = new Map(found.flatMap((action) => namesOf(action).map((name) => [name, action])))
  return reports.map((report, place) => {
    const before = held.get(report.actionId?.toLowerCase() ?? nameOf(keyOf(report)))
    const verdict = judge(work, before, report)
    if ('after' in verdict) for (const name of namesOf(verdict.after)) held.set(name, verdict.after) // the next report of the same action is one of what it is now
    else work.refusedParts.push(`/updates/${place}`)
    return 'after' in verdict ? { status: 'accepted', actionId: verdict.after.id, updateId: verdict.update.id, version: verdict.after.version } : verdict
  })
}

type Judged = ReturnType<typeof recordProgress<ShownAction>> | Extract<Verdict, { status: 'refused' }>

function judge (work: Work, before: ShownAction | undefined, report: ProgressPush): Judged {
  try {
    if (before === undefined) throw new Refusal('not-found', 'There is no such action.')
    refuseUnlessMay(work.by, 'createUpdate', before)
    expectVersion(report.version === undefined ? undefined : { versions: [report.version] }, before.version, 'optional')
    const progress = progressIn(report)
    if (work.privacyOverride === undefined) refusePersonalData(suspicionsIn(progress))
    return recordProgress(work, before, progress)
  } catch (error) {
    if (!(error instanceof Refusal)) throw error
    return { status: 'refused', actionId: before?.id ?? null, refusal: error }
  }
}

function progressIn ({ narrative, confidence, percentComplete }: ProgressPush): Progress {
  return { narrative, ...(confidence === undefined ? {} : { confidence }), ...(percentComplete === undefined ? {} : { percentComplete }) }
}

function keyOf ({ ownerAgencyId, externalReference }: ProgressPush): NaturalKey | undefined {
  return ownerAgencyId === undefined || externalReference === undefined ? undefined : { ownerAgencyId: ownerAgencyId.toLowerCase(), externalReference }
}

function namesOf ({ id, ownerAgencyId, externalReference }: ShownAction): string[] {
  return [id, ...(externalReference === null ? [] : [nameOf({ ownerAgencyId, externalReference })])]
}

function nameOf (key: NaturalKey | undefined): string {
  return key === undefined ? '' : `${key.ownerAgencyId} ${key.externalReference}`
}
