import { OperatorFault } from '../operator-fault.ts'

/** Why the embedded PostgreSQL cannot be had. */
export class EmbeddedPostgresError extends OperatorFault {
  constructor (message: string, cause?: unknown) {
    super(message, { cause })
    this.name = 'EmbeddedPostgresError'
  }
}
