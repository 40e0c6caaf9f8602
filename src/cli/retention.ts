import { hash } from 'node:crypto'
import { sealEvents } from '../features/events/sealing.ts'
import { fileKey } from '../features/evidence/content.ts'
import { listPartnerships } from '../features/partnerships/queries.ts'
import type { PartnershipRow } from '../features/partnerships/queries.ts'
import { disposeOf } from '../features/retention/disposal.ts'
import { findDue } from '../features/retention/due.ts'
import type { Due } from '../features/retention/due.ts'
import { systemClock } from '../platform/clock.ts'
import { openFileStore } from '../platform/files/store.ts'
import { asOperator, chosen, partnershipOption, withDatabase, withOwnersDatabase } from './as-operator.ts'
import { CommandError } from './command.ts'
import type { Command } from './command.ts'

/** A dry run: what a disposal would take away. */
export const retentionList: Command = {
  name: 'retention list',
  summary: 'Lists what has been kept for as long as the partnership says, and could be disposed of. Changes nothing.',
  options: { partnership: partnershipOption },
  run: async (given, config) => await withDatabase(config, async (database) => {
    const partnership = chosen(await listPartnerships(database), given.maybe('partnership'))
    return told(partnership, await findDue(database, partnership, systemClock.now()))
  })
}

export const retentionDispose: Command = {
  name: 'retention dispose',
  summary: 'Disposes of what "retention list" has listed, for good: make a backup before, and let somebody look at the list. What is under a legal hold stays.',
  options: {
    partnership: partnershipOption,
    'as-listed': { value: '<code>', description: 'The code under the list; another list is not disposed of.', required: true }
  },
  run: async (given, config) => await withOwnersDatabase(config, async (database) => {
    const partnership = chosen(await listPartnerships(database), given.maybe('partnership'))
    while (await sealEvents(database, partnership.id) > 0);
    const due = await findDue(database, partnership, systemClock.now())
    if (codeOf(due) !== given.text('as-listed')) throw new CommandError(`The list is another by now; nothing was disposed of.\n${told(partnership, due)}`)
    const files = await asOperator(database, partnership.id, partnership.timeZone, async (work) => await disposeOf(work, due))
    const store = openFileStore(config)
    for (const id of files) await store.remove(fileKey({ partnershipId: partnership.id, id }))
    return `${due.length} disposed of, with ${files.length} files. The feed of events says what went.`
  })
}

function told ({ code, legalHold }: PartnershipRow, due: readonly Due[]): string {
  if (legalHold) return `${code}: a legal hold keeps everything.`
  if (due.length === 0) return `${code}: nothing is due.`
  const lines = due.map(({ kind, name, endedOn, keptUntil }) => `  ${words[kind]}${name}: over since ${endedOn}, kept until ${keptUntil}`)
  return [`${code}: ${due.length} due`, ...lines, `To dispose of them: retention dispose --partnership ${code} --as-listed ${codeOf(due)}`].join('\n')
}

const words = { review: 'review ', person: 'person ', board_pack: '' } as const satisfies Record<Due['kind'], string>

/** Says which list somebody has looked at. */
function codeOf (due: readonly Due[]): string {
  return hash('sha256', due.map(({ kind, id }) => `${kind} ${id}`).join('\n'), 'hex').slice(0, 8)
}
