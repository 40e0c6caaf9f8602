import { ConfigError } from '../config.ts'
import { Refusal } from '../domain/refusal.ts'
import { BackupError } from '../platform/backup/backup.ts'
import { databaseProblem } from '../platform/database/errors.ts'
import { MigrationFault } from '../platform/database/migrate.ts'
import { MixedSessions } from '../platform/database/pooler.ts'
import { EmbeddedPostgresError } from '../platform/postgres/embedded.ts'
import { CommandError } from './command.ts'

export interface Fault { readonly message: string, readonly exitCode: number }

// Their messages are written for whoever gave the command.
const forPeople = [Refusal, ConfigError, EmbeddedPostgresError, BackupError, MigrationFault, MixedSessions]

/** What went wrong, in one line where it is one that a person can mend. */
export function faultOf (error: unknown): Fault {
  if (error instanceof CommandError) return { message: error.message, exitCode: error.exitCode }
  if (error instanceof Error && forPeople.some((kind) => error instanceof kind)) return { message: error.message, exitCode: 1 }
  const ofDatabase = databaseProblem(error)
  if (ofDatabase !== undefined) return { message: `${ofDatabase.detail} (${error instanceof Error ? error.message : String(error)})`, exitCode: 1 }
  return { message: error instanceof Error ? error.stack ?? error.message : String(error), exitCode: 1 }
}
