import { checkFiles } from '../features/evidence/integrity.ts'
import type { FileFault } from '../features/evidence/integrity.ts'
import { openFileStore } from '../platform/files/store.ts'
import { withDatabase } from './as-operator.ts'
import { CommandError } from './command.ts'
import type { Command } from './command.ts'

export const evidenceCheck: Command = {
  name: 'evidence check',
  summary: 'Reads every stored file and holds it against its record; names those that are missing, not whole or altered.',
  options: {},
  run: async (_given, config) => await withDatabase(config, async (database) => {
    const keeping = { database, files: openFileStore(config) }
    const faults: FileFault[] = []
    let files = 0
    for (let after: string | undefined, isDone = false; !isDone;) {
      const stretch = await checkFiles(keeping, after, new AbortController().signal)
      files += stretch.files
      faults.push(...stretch.faults)
      after = stretch.last
      isDone = after === undefined
    }
    if (faults.length > 0) throw new CommandError([`${faults.length} of ${files} files are not as their records say:`, ...faults.map(({ evidenceId, actionId, fault }) => `  evidence ${evidenceId} of action ${actionId}: ${fault}`)].join('\n'))
    return `${files} ${files === 1 ? 'file is' : 'files are'} as recorded.`
  })
}
