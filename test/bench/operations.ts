/** What is measured, in this order: what changes the data comes last. */
export const operations = {
  read: 'Read one action',
  list: 'List 50: one agency, one status, by due date',
  deep: 'The same list by cursor, in the middle of it',
  'poll-one': 'Poll one action: nothing new (304)',
  'poll-list': 'Poll the list: nothing new (304)',
  'poll-summary': 'Poll the summary: nothing new (304)',
  summary: 'Summary; nothing was written since',
  'summary-writes': 'Summary, while 50 changes a second go on',
  change: 'Change an action, with its event (PATCH)',
  create: 'Create an action, with its event and idempotency key (POST)'
} as const

/** Those of whose turns events are left, which the service seals. */
export const leaveEvents: readonly Operation[] = ['summary-writes', 'change', 'create']

export type Operation = keyof typeof operations

export const operationNames = Object.keys(operations) as Operation[] // the keys of the constant above

/** What the floor does for each: a poll's floor is reading it again. */
export const floorOf = {
  read: 'read', list: 'list', deep: 'deep', 'poll-one': 'read', 'poll-list': 'list', 'poll-summary': 'summary',
  summary: 'summary', 'summary-writes': 'summary', change: 'change', create: 'create'
} as const satisfies Record<Operation, Operation>

export type FloorOperation = typeof floorOf[Operation]

/** Whose turn it is. */
export type Target = 'service' | 'floor'

/** The two forms of the floor; for each operation the faster one is taken. */
export type Form = 'rows' | 'json'

export const changesASecond = 50
