import { Type } from '@sinclair/typebox'
import { deliveryStatuses } from '../../domain/action.ts'
import { rags } from '../../domain/rating.ts'
import { asOf } from '../actions/schemas.ts'
import { Day, format, Id, nullable, oneOf } from '../../platform/http/schemas.ts'
import { groupings } from './figures.ts'

export const count = (description: string) => Type.Integer({ minimum: 0, description })
export const countOfEach = (values: readonly string[], description: string) =>
  Type.Object(Object.fromEntries(values.map((value) => [value, count(`How many are ${value}.`)])), { additionalProperties: false, description })

/** What is told of some actions taken together. */
export const figures = {
  actions: count('How many actions there are; those entered in error are left out.'),
  byStatus: countOfEach(deliveryStatuses, 'How many are at each delivery status.'),
  byRag: countOfEach(rags, 'How many have each rating.'),
  open: count('How many are neither completed nor closed.'),
  overdue: count('How many are overdue.'),
  averageDaysOverdue: nullable(Type.Number({ minimum: 0 }), 'Mean over those that are overdue, in calendar days, to one decimal; null when none is.'),
  completed: Type.Object({
    signedOff: count('Completed and signed off here.'),
    beforeThisService: count('Brought in as completed already: counted apart, and in none of the figures of time.'),
    onTimeAgainstOriginalDate: count('Signed off, and handed in by the date first set.'),
    lateAgainstOriginalDate: count('Signed off, and handed in after the date first set.'),
    onTimeAgainstAgreedDate: count('Signed off, and handed in by the date as last agreed.'),
    lateAgainstAgreedDate: count('Signed off, and handed in after the date as last agreed.')
  }, { additionalProperties: false, description: 'An action is in time by the day on which it was handed in for sign-off.' })
}

export const Summary = Type.Object({
  groupBy: oneOf(groupings, 'What the actions are grouped by.'),
  on: Day,
  totals: Type.Object(figures, { additionalProperties: false, description: 'Each action once, however many groups it is in.' }),
  groups: Type.Array(Type.Object({
    key: Type.Object({
      id: nullable(Id, 'The agency, review or recommendation; null for a theme.'),
      reference: nullable(Type.String({ maxLength: 200 }), 'Code of the agency, reference of the review or recommendation, or the theme; null for actions without a theme.'),
      name: nullable(Type.String({ maxLength: 500 }), 'What people call it; the first 200 characters of a recommendation.')
    }, { additionalProperties: false, description: 'Which group.' }),
    ...figures
  }, { additionalProperties: false }), { description: 'Every group that has an action the caller may see, by reference.' })
}, { $id: 'Summary', additionalProperties: false })

/** A line of the summary as a file: a group, or at the end all of it. */
export const SummaryRow = Type.Object({
  groupBy: Summary.properties.groupBy,
  on: Day,
  line: oneOf(['group', 'total'], 'The total counts each action once, and is not the sum of the groups.'),
  key: Summary.properties.groups.items.properties.key,
  ...figures
}, { additionalProperties: false })

export const SummaryQuery = Type.Object({
  format,
  groupBy: Type.Optional(oneOf(groupings, 'What to group by.', { default: 'agency' })),
  asOf
}, { additionalProperties: false })

export const components = [Summary]
