/** The embedded PostgreSQL cannot be had; the message is one line for the person at the terminal. */
export class EmbeddedPostgresError extends Error {
  constructor (message: string, cause?: unknown) {
    super(message, { cause })
    this.name = 'EmbeddedPostgresError'
  }
}
