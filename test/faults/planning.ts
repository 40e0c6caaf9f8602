import { chmodSync, mkdtempSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { readConfig } from '../../src/config.ts'
import { planReminders } from '../../src/features/reminders/planning.ts'
import { systemCaller } from '../../src/features/system-caller.ts'
import { migrate } from '../../src/platform/database/migrate.ts'
import { startEmbeddedPostgres } from '../../src/platform/postgres/embedded.ts'
import { roles } from '../../src/platform/postgres/secrets.ts'
import { composeServices } from '../../src/services.ts'
import { diskFolder } from '../support/cluster.ts'
import { plantOverdueActions } from '../support/overdue-actions.ts'
import { askAsOwner } from '../support/owner.ts'
import { patient } from '../support/patient.ts'
import { countStatements } from '../support/statements.ts'

// How long planning takes: node test/faults/planning.ts [--actions 100000] [--days-overdue 0]
// A partnership of so many open actions of 500 leads, all due on one day, is planned twice: what is due is written to the
// ledger, and then all of it is found there. It prints the seconds and the statements of both, and fails above 10 seconds.

const { values } = parseArgs({ options: { actions: { type: 'string', default: '100000' }, 'days-overdue': { type: 'string', default: '0' } } })
const actions = Number(values.actions)
const daysOverdue = Number(values['days-overdue'])
const mostSeconds = 10

const folder = mkdtempSync(join(diskFolder, 'follow-through-planning-'))
chmodSync(folder, 0o700)
const postgres = await startEmbeddedPostgres({ dataDir: folder, log: () => {} })
try {
  await migrate({ ownerUrl: postgres.ownerUrl, runningRole: roles.app })
  const services = composeServices({ config: readConfig({ DATA_DIR: folder, DATABASE_URL: postgres.url, SESSION_SECRET: 'only-for-faults-only-for-faults-only' }), databaseUrl: postgres.url, ...patient })
  try {
    const ask = askAsOwner(postgres.ownerUrl)
    const partnershipId = await plantOverdueActions(services, ask, { actions, daysOverdue, leads: 500 })
    await ask('analyze')
    const statements = countStatements(services.database.pool)
    for (const run of ['first run', 'second run']) {
      const [started, before] = [performance.now(), statements.sent]
      const { planned, alreadyPlanned, messages } = await planReminders(services, { partnershipId, channel: 'outbox', sendWindow: 'ignored', by: systemCaller(partnershipId), requestId: 'planning' })
      const seconds = (performance.now() - started) / 1_000
      process.stdout.write(`${run}: ${planned} planned, ${alreadyPlanned} known, in ${messages} messages: ${seconds.toFixed(1)} s, ${statements.sent - before} statements\n`)
      if (seconds > mostSeconds) process.exitCode = 1
    }
  } finally {
    await services.close()
  }
} finally {
  await postgres.stop()
  rmSync(folder, { recursive: true, force: true })
}
