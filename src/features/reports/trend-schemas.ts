import { Type } from '@sinclair/typebox'
import { intervals } from '../../domain/interval.ts'
import { Day, format, Instant, oneOf, ref } from '../../platform/http/schemas.ts'
import { count, figures } from './schemas.ts'

const interval = oneOf(intervals, 'Calendar weeks, which begin on Monday, months or quarters.')

export const TrendPoint = Type.Object({
  period: Type.String({ maxLength: 8, description: 'Which interval: `2026-W48`, `2026-11` or `2026-Q4`.', examples: ['2026-11'] }),
  from: { ...Day, description: 'Its first day.' },
  to: { ...Day, description: 'Its last day; today for the interval that is under way.' },
  asOf: { ...Instant, description: 'The end of that day, or now: lists and the summary tell the same figures for this `asOf`.' },
  ...figures,
  within: Type.Object({
    opened: count('Actions added to the plan in the interval.'),
    completed: count('Completed in it, and not reopened by its end.'),
    closedNotDelivered: count('Closed in it without being delivered, and not reopened by its end.')
  }, { additionalProperties: false, description: 'What happened in the interval, of what stands at its end.' })
}, { $id: 'TrendPoint', additionalProperties: false, description: 'How the plan stood at the end of an interval; overdue and rated as of its last day.' })

export const Trend = Type.Object({
  interval,
  points: Type.Array(ref(TrendPoint), { description: 'One an interval, the earliest first.' })
}, { $id: 'Trend', additionalProperties: false })

export const TrendQuery = Type.Object({
  format,
  interval: Type.Optional({ ...interval, default: 'month' }),
  from: Type.Optional({ ...Day, description: 'A day in the first interval; when not said, so that there are twelve.' }),
  to: Type.Optional({ ...Day, description: 'A day in the last interval, which must have begun; today when not said.' })
}, { additionalProperties: false })

export const trendComponents = [TrendPoint, Trend]
