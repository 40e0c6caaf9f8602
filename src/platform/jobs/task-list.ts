/** Every kind of job, with what its payload says: ids only. */
export interface Payloads {
  /** Brings the versions of actions, by which a plan is shown as it stood, up to the events. */
  'action_versions.keep': unknown
  /** Plans the reminders of every partnership whose send window is open. */
  'reminders.plan': unknown
  'reminders.deliver': { readonly partnershipId: string, readonly messageId: string }
  /** Finds messages that are due and have no job. */
  'reminders.sweep': unknown
  /** Asks the channel which messages came back. */
  'reminders.returns': unknown
  /** Tells a coordinator that a webhook endpoint was switched off. */
  'webhooks.notify': { readonly partnershipId: string, readonly endpointId: string, readonly personId: string }
  'webhooks.purge': unknown
  /**
   * Tells one recipient that a person's address, role or agency was changed. The old address is nowhere else any
   * more: it is in the payload, and gone with the job; an agency's is looked up.
   */
  'people.notify': {
    readonly partnershipId: string
    readonly personId: string
    readonly noticeId: string
    /** Empty: the account is new. */
    readonly changed: ReadonlyArray<'email' | 'role' | 'agencyId'>
    readonly at: string
    readonly address: string | null
    readonly agencyId: string | null
  }
  /** Checks the rows of an import and, unless it is a dry run, takes them over. */
  'imports.run': { readonly partnershipId: string, readonly importId: string }
  /** Finds imports whose job was lost, and takes away the rows of those that ended long ago. */
  'imports.sweep': unknown
  'idempotency_keys.purge': unknown
  'jobs.purge': unknown
}

export type TaskName = keyof Payloads

/** What is done for each kind of job; every one may be run twice. The signal says that the process is stopping. */
export type TaskList = { readonly [Name in TaskName]: (payload: Payloads[Name], stopping: AbortSignal) => Promise<void> }

/** Tries of one job, over some 12 hours; what is still due after that is found by a sweep. */
export const mostTries = 10
