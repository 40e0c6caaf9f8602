import { Refusal } from '../domain/refusal.ts'
import { databaseProblem } from '../platform/database/errors.ts'
import { OperatorFault } from '../platform/operator-fault.ts'
import { CommandError } from './command.ts'

export interface Fault { readonly message: string, readonly exitCode: number }

/** What went wrong, in one line where it is one that a person can mend. */
export function faultOf (error: unknown): Fault {
  if (error instanceof CommandError) return { message: error.message, exitCode: error.exitCode }
  if (error instanceof Refusal || error instanceof OperatorFault) return { message: error.message, exitCode: 1 }
  const ofDatabase = databaseProblem(error)
  if (ofDatabase !== undefined) return { message: `${ofDatabase.detail} (${error instanceof Error ? error.message : String(error)})`, exitCode: 1 }
  return { message: error instanceof Error ? error.stack ?? error.message : String(error), exitCode: 1 }
}
