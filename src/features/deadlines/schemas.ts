import { Type } from '@sinclair/typebox'
import type { Static } from '@sinclair/typebox'
import { deadlineState, deadlineStates, dueDateStepKinds, latenessOf, timeLeft, traceDueDate } from '../../domain/deadline.ts'
import type { DeadlineState } from '../../domain/deadline.ts'
import type { LocalDate } from '../../domain/local-date.ts'
import type { BankHoliday } from '../../domain/working-day.ts'
import { Day, Id, Instant, nullable, oneOf } from '../../platform/http/schemas.ts'
import { By } from '../actions/byline.ts'
import type { ShownAction } from '../actions/queries.ts'
import { explain } from './explanation.ts'
import type { DueDateStepRow } from './queries.ts'

const Step = Type.Object({
  kind: oneOf(dueDateStepKinds, 'What happened: set with the action, corrected by a coordinator, set anew by a reopening, or an extension asked for, agreed or declined.'),
  at: Instant,
  dueOnBefore: nullable(Day, 'The due date until then; null for the first.'),
  dueOnAfter: { ...Day, description: 'The due date from then on.' },
  proposedDueOn: nullable(Day, 'The day that an extension asked for.'),
  reason: nullable(Type.String(), 'Why, as whoever it is by said: the reopening’s note, the request’s reason or, once it is decided, the decision’s.'),
  extensionId: nullable(Id, 'The extension, with the request’s reason and its interim risk control.'),
  by: nullable(By, 'Who set it, or decided it; null for the first.')
}, { additionalProperties: false })

const BankHolidayDay = Type.Object({
  on: Day,
  name: Type.String({ description: 'As GOV.UK calls it.', examples: ['Boxing Day (substitute day)'] })
}, { additionalProperties: false })

const Days = (description: string, sign: { minimum?: number } = {}) => nullable(Type.Integer({ ...sign }), description)

export const Deadline = Type.Object({
  actionId: Id,
  originalDueOn: { ...Day, description: 'The first due date; it never changes.' },
  dueOn: { ...Day, description: 'The due date as it stands.' },
  state: oneOf(deadlineStates, 'How the action stands against it today. `awaiting_sign_off`: handed in by its due date; `ended`: completed or closed.'),
  today: { ...Day, description: 'Today in the partnership’s time zone; a due date means the whole of its day there.' },
  timeZone: Type.String({ description: 'The partnership’s time zone.', examples: ['Europe/London'] }),
  daysLeft: Days('Calendar days from today to the due date, negative when it is past; null while the action waits for sign-off in time, and when it has ended.'),
  workingDaysLeft: Days('The working days among them: neither weekends nor bank holidays of England and Wales. Today is not counted, the due date is.'),
  weekendDays: Days('The Saturdays and Sundays among them.', { minimum: 0 }),
  bankHolidays: Type.Array(BankHolidayDay, { description: 'The bank holidays among them that fall on a weekday, and so cost a working day; counted within ten years of today.' }),
  daysLate: nullable(Type.Object({
    againstOriginal: Type.Integer({ minimum: 0, description: 'Days past the first due date; 0 when in time.' }),
    againstAgreed: Type.Integer({ minimum: 0, description: 'Days past the due date as it was agreed last; 0 when in time.' })
  }, { additionalProperties: false }), 'How late it was handed in for sign-off, or is by today; null when it was closed without being delivered.'),
  explanation: Type.String({ description: 'The arithmetic in a sentence.' }),
  steps: Type.Array(Step, { description: 'How the due date came about, from the first on.' })
}, { $id: 'Deadline', additionalProperties: false })

export const components = [Deadline]

/** Nothing is counted where nothing is expected of the owner. */
const clockStands: readonly DeadlineState[] = ['awaiting_sign_off', 'ended']

/** The due date of an action, taken apart for whoever asks why it is that day. */
export function presentDeadline (action: ShownAction, rows: readonly DueDateStepRow[], calendar: readonly BankHoliday[], { today, timeZone }: { today: LocalDate, timeZone: string }): Static<typeof Deadline> {
  const { id, originalDueOn, dueOn } = action
  const state = deadlineState(action, today)
  const left = clockStands.includes(state) ? undefined : timeLeft(dueOn, today, calendar)
  const daysLate = latenessOf(action, today)
  return {
    actionId: id,
    originalDueOn,
    dueOn,
    state,
    today,
    timeZone,
    daysLeft: left?.daysLeft ?? null,
    workingDaysLeft: left?.workingDaysLeft ?? null,
    weekendDays: left?.weekendDays ?? null,
    bankHolidays: [...left?.bankHolidays ?? []],
    daysLate,
    explanation: explain(dueOn, state, left, daysLate),
    steps: [firstStep(action), ...traceDueDate(originalDueOn, rows).map(presentStep)]
  }
}

function firstStep ({ originalDueOn, createdAt }: ShownAction): Static<typeof Step> {
  return { kind: 'set', at: createdAt, dueOnBefore: null, dueOnAfter: originalDueOn, proposedDueOn: null, reason: null, extensionId: null, by: null }
}

function presentStep ({ kind, at, dueOnBefore, dueOnAfter, proposedDueOn, reason, extensionId, byKind, byId, byAgencyId }: DueDateStepRow & { dueOnBefore: LocalDate, dueOnAfter: LocalDate }): Static<typeof Step> {
  return { kind, at, dueOnBefore, dueOnAfter, proposedDueOn, reason, extensionId, by: { kind: byKind, id: byId, agencyId: byAgencyId } }
}
