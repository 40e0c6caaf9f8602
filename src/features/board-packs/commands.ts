import { refuseForeignParameters } from '../../domain/board-pack.ts'
import type { Caller } from '../../domain/permission.ts'
import { newId } from '../../platform/ids.ts'
import { record } from '../events/record.ts'
import type { Work } from '../work.ts'
import { contentsOf, readReport } from './freezing.ts'
import { findOpenReviews, insertBoardPack } from './queries.ts'
import type { BoardPackRow, ShownBoardPack } from './queries.ts'
import type { BoardPackInput } from './schemas.ts'

/** Freezes a report as it stands, in every format, for the papers of a meeting. */
export async function freezeReport (work: Work, { report, title, includeRestricted = false, ...asked }: BoardPackInput): Promise<ShownBoardPack> {
  await work.permit()
  refuseForeignParameters(report, asked)
  const openBefore = await findOpenReviews(work.tx, work.by.partnershipId)
  const frozen = await readReport(report, work.tx, includeRestricted ? work.by : anybody(work.by), asked, work)
  const contents = await contentsOf(frozen)
  const openAfter = await findOpenReviews(work.tx, work.by.partnershipId)
  const row: BoardPackRow = {
    partnershipId: work.by.partnershipId, id: newId(), title: title ?? null, report, parameters: frozen.parameters, on: work.today, includesRestricted: includeRestricted,
    reviewIds: [...new Set([...openBefore, ...openAfter])], ...signed(work.by), frozenAt: work.now
  }
  insertBoardPack(work.tx, row, contents)
  const told = contents.map(({ format, size, sha256 }) => ({ format, size, sha256 }))
  record(work, 'board_pack.frozen', { type: 'board_pack', id: row.id }, { after: { report, ...frozen.parameters, on: row.on, includesRestricted: includeRestricted, contents: told } })
  return { ...row, contents: told }
}

/** Whoever reads packs sees this much at the least. */
function anybody (caller: Caller): Caller {
  return { ...caller, role: 'viewer', agencyId: null }
}

function signed ({ kind, id, agencyId }: Caller): Pick<BoardPackRow, 'byPersonId' | 'byApiKeyId' | 'byAgencyId'> {
  return { byPersonId: kind === 'person' ? id : null, byApiKeyId: kind === 'service' ? id : null, byAgencyId: agencyId }
}
