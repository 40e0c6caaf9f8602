import { Readable } from 'node:stream'
import { moveAction } from '../features/actions/diary-commands.ts'
import { addEvidence, assessEvidence, withdrawEvidence } from '../features/evidence/commands.ts'
import { contentOfFile, contentOfWords, inspectFile } from '../features/evidence/content.ts'
import type { FileContent } from '../features/evidence/content.ts'
import { findEvidence } from '../features/evidence/queries.ts'
import { rateImpact } from '../features/impact-reviews/commands.ts'
import type { Work } from '../features/work.ts'
import { newId } from '../platform/ids.ts'
import type { Services } from '../services.ts'
import type { StartedStory } from './actions.ts'
import type { Happening } from './history.ts'
import type { Partners } from './partners.ts'
import type { ToldEvidence, ToldImpact } from './plan.ts'

/** Where the files of evidence go. */
export type Archive = Pick<Services, 'files' | 'scanner'>

interface Piece { readonly id: string, readonly told: ToldEvidence, readonly replacesId: string | undefined }

/** What was shown for an action, and how those judged it who have no part in the work. */
export function assuranceOf (archive: Archive, told: StartedStory, partners: Partners): Happening[] {
  const { id, owner, story: { evidence = [], submitted = [], returned, signedOff, impact, with: helpers } } = told
  const [lead, judge] = [partners.leadOf(owner), partners.judgeOf(owner, helpers)]
  const pieces = piecesOf(evidence)
  const assured = pieces.flatMap((piece) => fateOf(archive, told, piece, partners))
  for (const on of submitted) assured.push({ on, by: lead, happen: async (work) => await moveAction(work, id, { to: 'awaiting_sign_off' }) })
  if (returned !== undefined) assured.push({ on: returned.on, by: judge, happen: async (work) => await moveAction(work, id, { to: 'in_progress', note: returned.note }) })
  if (signedOff !== undefined) assured.push({ on: signedOff, by: judge, happen: async (work) => await moveAction(work, id, { to: 'completed' }) })
  if (impact !== undefined) assured.push({ on: impact.on, by: judge, happen: async (work) => await rateImpact(work, id, ratingOf(impact, pieces)) })
  return assured
}

function piecesOf (evidence: readonly ToldEvidence[]): Piece[] {
  const ids = evidence.map(() => newId())
  return evidence.map((told, place) => ({ id: ids[place] ?? newId(), told, replacesId: told.replaces === undefined ? undefined : ids[told.replaces] }))
}

/** Handed in, then judged or taken back. */
function fateOf (archive: Archive, { id: actionId, owner, story }: StartedStory, piece: Piece, { leadOf, scrutineer, judgeOf }: Partners): Happening[] {
  const { id, told: { on, kind, judged, withdrawn } } = piece
  const by = kind === 'independent' ? scrutineer : leadOf(owner)
  const fate: Happening[] = [{ on, by, happen: async (work) => { await handIn(archive, work, actionId, piece) } }]
  if (judged !== undefined) {
    const { on: day, ...judgement } = judged
    fate.push({
      on: day,
      by: judgeOf(owner, story.with),
      happen: async (work) => await assessEvidence(work, id, { ...judgement, sha256: (await findEvidence(work.tx, work.by, id)).sha256 })
    })
  }
  if (withdrawn !== undefined) fate.push({ on: withdrawn, by, happen: async (work) => await withdrawEvidence(work, id) })
  return fate
}

async function handIn (archive: Archive, work: Work, actionId: string, { id, told, replacesId }: Piece): Promise<void> {
  const { kind, title, words, file } = told
  const received = file === undefined ? undefined : await receive(archive, work, file)
  const facts = { kind, title, effectiveOn: work.today, ...(replacesId === undefined ? {} : { replacesId }) }
  await addEvidence(work, actionId, id, facts, () => received === undefined ? contentOfWords(words ?? {}) : contentOfFile(received))
  await received?.publish(id) // before the commit: a row never points at a file that is not there
}

const mostBytes = 64 * 1024

async function receive (archive: Archive, { by }: Work, { name, text }: { readonly name: string, readonly text: string }): Promise<FileContent> {
  const received = await archive.files.receive(Readable.from([Buffer.from(text)]), mostBytes)
  return await inspectFile(archive, by.partnershipId, Object.assign(received, { name, declaredType: 'text/csv' }))
}

const showsImpact: readonly string[] = ['outcome', 'voice', 'independent']

/** The finding rests on all that was accepted as showing a difference. */
function ratingOf ({ rating, narrative }: ToldImpact, pieces: readonly Piece[]) {
  const proof = pieces.filter(({ told: { kind, judged } }) => showsImpact.includes(kind) && judged?.outcome === 'accepted')
  return { rating, narrative, evidenceIds: proof.map(({ id }) => id) }
}
