import { createReadStream } from 'node:fs'
import type { Config } from '../config.ts'
import { largestImportBytes } from '../domain/import.ts'
import { requestImport } from '../features/imports/commands.ts'
import { listImportRows } from '../features/imports/queries.ts'
import type { FileRowRecord, ImportRow } from '../features/imports/queries.ts'
import { readPlan } from '../features/imports/reading.ts'
import { runImport } from '../features/imports/running.ts'
import { listPartnerships } from '../features/partnerships/queries.ts'
import { systemClock } from '../platform/clock.ts'
import type { Database } from '../platform/database/database.ts'
import type { ReceivedFile } from '../platform/files/received-file.ts'
import { readPrivacyOverride } from '../platform/http/free-text.ts'
import { openFileStore } from '../platform/files/store.ts'
import { makeLogger } from '../platform/log.ts'
import { asOperator, chosen, partnershipOption, withDatabase } from './as-operator.ts'
import { CommandError } from './command.ts'
import type { Command } from './command.ts'
import { refuseUnlessReadable } from './readable-file.ts'

export const importCommand: Command = {
  name: 'import',
  summary: 'Takes over a whole plan from a CSV file or an Excel workbook, all of it or none; docs/imports.md tells how to fill it in.',
  options: {
    file: { value: '<path>', description: 'The plan.', required: true },
    partnership: partnershipOption,
    'privacy-override': { value: '<reason>', description: 'Why what looks like personal data in its cells is none; recorded.' },
    'dry-run': { description: 'Only checks its rows.' }
  },
  run: async (given, config) => await withDatabase(config, async (database) => {
    const { id, timeZone } = chosen(await listPartnerships(database), given.maybe('partnership'))
    const file = await received(config, given.text('file'))
    try {
      return await carryOut(database, { partnershipId: id, timeZone, dryRun: given.has('dry-run'), privacyOverride: readPrivacyOverride(given.maybe('privacy-override')) ?? null }, file)
    } finally {
      await file.discard()
    }
  })
}

async function received (config: Config, path: string): Promise<ReceivedFile> {
  await refuseUnlessReadable(path)
  return await openFileStore(config).receive(createReadStream(path), largestImportBytes)
}

interface Wanted { readonly partnershipId: string, readonly timeZone: string, readonly dryRun: boolean, readonly privacyOverride: string | null }

async function carryOut (database: Database, { partnershipId, timeZone, dryRun, privacyOverride }: Wanted, file: ReceivedFile): Promise<string> {
  const plan = await readPlan(file, [])
  try {
    const { id: importId } = await asOperator(database, partnershipId, timeZone, async (work) => await requestImport(work, { plan, dryRun, sha256: file.sha256, size: file.size, privacyOverride, by: 'asker' }))
    const ended = await runImport({ services: { database, clock: systemClock }, log: makeLogger('silent'), stopping: new AbortController().signal }, { partnershipId, importId })
    if (ended.state === 'imported' || ended.state === 'checked') return told(ended)
    const { rows } = await listImportRows(database, { partnershipId, importId }, ['refused'], { limit: 20, after: undefined })
    throw new CommandError([ended.failure ?? told(ended), ...rows.flatMap(faultsOf)].join('\n'))
  } finally {
    await plan.discard()
  }
}

function told ({ state, added, changed, unchanged, repeated, skipped, refused }: ImportRow): string {
  const begin = { imported: 'Imported', checked: 'All rows are well', refused: 'Nothing was written' }[state as string] ?? state
  const counts = Object.entries({ added, changed, unchanged, repeated, skipped, refused }).filter(([, count]) => count > 0).map(([word, count]) => `${count} ${word}`)
  return `${begin}: ${counts.join(', ')}.`
}

function faultsOf ({ row, faults }: FileRowRecord): string[] {
  return (faults ?? []).map(({ column, value, detail }) => `  row ${row}${column === null ? '' : `, ${column}`}${value === null ? '' : ` “${value.slice(0, 60)}”`}: ${detail}`)
}
