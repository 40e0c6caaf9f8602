import { Type } from '@sinclair/typebox'
import type { TProperties, TSchema } from '@sinclair/typebox'
import { assurances, closureReasons, deliveryStatuses, impacts } from '../../domain/action.ts'
import { outcomes, progresses } from '../../domain/annual-report.ts'
import { attainments, changes, directions, frequencies } from '../../domain/measure.ts'
import { responses } from '../../domain/recommendation.ts'
import { Day, format, Id, nullable, oneOf } from '../../platform/http/schemas.ts'
import { measureResults } from './annual-totals.ts'
import type { AnnualReport as Report } from './annual.ts'
import { count, countOfEach } from './schemas.ts'

const text = (description: string) => Type.String({ description })
const maybeDay = (description: string) => nullable(Day, description)

const recommendation = {
  id: Id,
  reference: Type.String({ description: 'Its reference after that of its review.', examples: ['CHILD-O/R3'] }),
  text: text('What the review recommends.'),
  themes: Type.Array(Type.String(), { description: 'Its themes.' }),
  reviewId: Id,
  reviewReference: text('The review that recommends it.'),
  reviewTitle: text('Its title.'),
  leadAgencyCode: nullable(Type.String(), 'The agency that leads it; null: none is named.'),
  madeOn: { ...Day, description: 'When it was made, as far as is known: when its review was published, or it was answered or entered here, whichever came first.' },
  response: oneOf(responses, 'What was decided, as it stands on the day of reading.'),
  responseReason: nullable(Type.String(), 'Why.'),
  respondedOn: maybeDay('When it was decided; null while it awaits a response.'),
  respondedInPeriod: Type.Boolean({ description: 'Whether it was decided in the period.' }),
  progress: oneOf(progresses, 'By the end of the period, first match. `not_taken_up`: not accepted, superseded or referred on. `none`: no action agreed, or none begun. `little`: none completed, and some overdue. `behind`: some completed, and some overdue. `under_way`: begun, nothing overdue. When none is open: `delivered`, `delivered_in_part` (some were given up), `not_delivered` (none completed).'),
  progressReason: Type.String({ description: 'That in words.', examples: ['Overdue: 2 of 3 actions, the longest by 40 days.'] }),
  impact: nullable(oneOf(impacts, ''), 'What it achieved: the worst rating of its actions completed by the end of the period; null while none was.')
}

const action = {
  id: Id,
  reference: text('Its reference.'),
  title: text('What was to be done.'),
  ownerAgencyCode: text('Whose it is.'),
  status: oneOf(deliveryStatuses, 'Its status on the day of reading.'),
  outcome: oneOf(outcomes, 'What had become of it by the end of the period; `completed` and `closed` in the period, `_earlier` before it.'),
  assurance: nullable(oneOf(assurances, ''), '`signed_off` here, or brought in as completed `before_this_service`; null while it is not completed.'),
  closureReason: nullable(oneOf(closureReasons, ''), 'Why it ended; null while it is open.'),
  createdOn: { ...Day, description: 'When it was entered here.' },
  originalDueOn: { ...Day, description: 'The date first set.' },
  dueOn: { ...Day, description: 'The date as last agreed.' },
  startedOn: maybeDay('When it was begun.'),
  submittedOn: maybeDay('When it was handed in for sign-off.'),
  completedOn: maybeDay('When it was completed.'),
  closedOn: maybeDay('When it was closed without being delivered.'),
  onTimeAgainstOriginalDate: nullable(Type.Boolean(), 'Handed in by the date first set; null unless it was signed off here by the end of the period.'),
  onTimeAgainstAgreedDate: nullable(Type.Boolean(), 'Handed in by the date as last agreed; null likewise.'),
  daysOverdueAtEnd: count('For how many days it was overdue when the period ended, or is on the day of reading where that comes first.'),
  extensionCount: count('Extensions agreed in all.'),
  extensionsAgreed: count('Of these, in the period.'),
  impact: oneOf(impacts, 'Whether it made a difference, as last rated by the end of the period.'),
  impactRatedOn: maybeDay('When that was.')
}

const measure = {
  id: Id,
  name: text('What is measured.'),
  unit: text('The unit of its values.'),
  frequency: oneOf(frequencies, 'How often it is observed.'),
  direction: oneOf(directions, 'Which way is better.'),
  baseline: nullable(Type.Number(), 'Where it began; null: not known, or a small count that is held back.'),
  target: nullable(Type.Number(), 'Where it is to get to.'),
  period: nullable(Type.String(), 'The last period observed that began by the end of the report’s; null: none.'),
  value: nullable(Type.Number(), 'What was observed then; null where it is held back.'),
  suppressed: Type.Boolean({ description: 'Held back, from every reader: a count of 1 to 4, or what would reveal one.' }),
  attainment: nullable(oneOf(attainments, ''), 'Whether that reaches the target; null where it is held back.'),
  changeFromBaseline: nullable(oneOf(changes, ''), 'Which way that lies from where it began; null where either is not known.')
}

const totals = {
  recommendations: count('Recommendations in the report.'),
  respondedInPeriod: count('Of these, decided in the period.'),
  byResponse: countOfEach(responses, 'Recommendations by response.'),
  byProgress: countOfEach(progresses, 'Recommendations by progress.'),
  actions: count('Actions of these recommendations that were there by the end of the period, each once.'),
  completed: Type.Object({
    signedOff: count('Completed in the period and signed off here.'),
    beforeThisService: count('Completed in the period and brought in as such: counted apart, and in none of the figures of time.'),
    onTimeAgainstOriginalDate: count('Signed off, and handed in by the date first set.'),
    lateAgainstOriginalDate: count('Signed off, and handed in after it.'),
    onTimeAgainstAgreedDate: count('Signed off, and handed in by the date as last agreed.'),
    lateAgainstAgreedDate: count('Signed off, and handed in after it.')
  }, { additionalProperties: false, description: 'Completed in the period.' }),
  completedEarlier: count('Completed before the period.'),
  closed: count('Closed in the period without being delivered.'),
  closedEarlier: count('Closed before the period.'),
  openAtEnd: count('Still open when the period ended.'),
  overdueAtEnd: count('Of these, overdue.'),
  extensionsAgreed: count('Extensions agreed in the period.'),
  byImpact: countOfEach(impacts, 'Actions completed by the end of the period, by impact.'),
  measures: countOfEach(measureResults, 'Measures by attainment; `withheld` where the figure is held back.')
}

const closed = { additionalProperties: false }
const period = { from: { ...Day, description: 'First day of the period.' }, to: { ...Day, description: 'Last day of the period.' }, on: { ...Day, description: 'The day of reading.' } }

export const AnnualReport = Type.Object({
  ...period,
  totals: Type.Object(totals, { ...closed, description: 'The year in figures.' }),
  recommendations: Type.Array(Type.Object({
    ...recommendation,
    actions: Type.Array(Type.Object(action, closed), { description: 'What was done for it, by reference.' }),
    measures: Type.Array(Type.Object(measure, closed), { description: 'What was measured of it.' })
  }, closed), { description: 'By reference.' })
}, { $id: 'AnnualReport', additionalProperties: false, description: 'The record of a year: what was decided, what was done, and what came of it.' })

/** A line of the report as a file; the columns of what it is not about are empty. */
export const AnnualRow = Type.Object({
  line: oneOf(['recommendation', 'action', 'measure', 'total'], 'What the line is about.'),
  ...period,
  recommendation: part(recommendation),
  action: part(action),
  measure: part(measure),
  totals: part(totals)
}, closed)

export const AnnualQuery = Type.Object({
  format,
  from: Type.Optional({ ...Day, description: 'First day; 1 April of the present financial year when neither is said, else twelve months before the end of `to`.' }),
  to: Type.Optional({ ...Day, description: 'Last day; twelve months from `from` when it is not said.' })
}, closed)

export const annualComponents = [AnnualReport]

/** The report as lines of a table: each recommendation, what was done for it and measured of it under it, and at the end the totals. */
export function annualLines ({ from, to, on, totals, recommendations }: Report): object[] {
  const lines = recommendations.flatMap(({ actions, measures, ...recommendation }) => [
    { line: 'recommendation', recommendation },
    ...actions.map((action) => ({ line: 'action', recommendation, action })),
    ...measures.map((measure) => ({ line: 'measure', recommendation, measure }))
  ])
  return [...lines, { line: 'total', totals }].map((line) => ({ from, to, on, ...line }))
}

function part (properties: TProperties): TSchema {
  return Type.Object(properties, closed)
}
