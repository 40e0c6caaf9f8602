import { Type } from '@sinclair/typebox'
import { deliveryStatuses, impacts } from '../../domain/action.ts'
import { responses } from '../../domain/recommendation.ts'
import { Day, format, Id, nullable, oneOf } from '../../platform/http/schemas.ts'
import type { LearningReport as Report } from './learning.ts'
import { count } from './schemas.ts'

const closed = { additionalProperties: false }

const told = {
  id: Id,
  reference: Type.String({ description: 'Its reference after that of its review.', examples: ['CHILD-O/R3'] }),
  text: Type.String({ description: 'Its first 500 characters.' }),
  themes: Type.Array(Type.String(), { description: 'Its themes.' }),
  leadAgencyCode: nullable(Type.String(), 'The agency that leads it; null: none is named.'),
  madeOn: { ...Day, description: 'When it was made, as far as is known: when its review was published, or it was answered or entered here, whichever came first.' },
  response: oneOf(responses, 'What was decided.'),
  respondedOn: nullable(Day, 'When; null while it awaits a response.'),
  delivery: Type.Object(Object.fromEntries([...deliveryStatuses, 'total'].map((status) => [status, count('How many actions.')])), { ...closed, description: 'Its actions by status.' }),
  impact: nullable(oneOf(impacts, ''), 'What it achieved: the worst rating of its completed actions; null while none is.')
}
const repeat = {
  times: Type.Integer({ minimum: 2, description: 'How often it was made, this time included.' }),
  since: Type.Integer({ description: 'The year in which it was first made.' }),
  sentence: Type.String({ description: 'That in words.', examples: ['Made for the fourth time since 2019.'] })
}
const why = {
  sharedThemes: Type.Array(Type.String(), { description: 'The themes that both have.' }),
  sameLeadAgency: Type.Boolean({ description: 'Whether one agency leads both.' }),
  likeness: Type.Integer({ minimum: 0, maximum: 100, description: 'Of all words of the two, the percentage that both have; words count without their endings, and those that say nothing do not.' })
}
const repeatCount = {
  of: Type.String({ description: 'The theme, or the code of the agency.' }),
  recommendations: count('How many recommendations.'),
  repeats: count('Of these, those that repeat an earlier one.'),
  mostTimes: Type.Integer({ minimum: 1, description: 'How often the most repeated of them was made.' })
}
const on = { ...Day, description: 'The day of reading.' }

export const LearningReport = Type.Object({
  on,
  repeated: Type.Array(Type.Object({ ...told, ...repeat, earlier: Type.Array(Type.Object(told, closed), { description: 'What it goes back to, over however many steps, the latest first, and what became of each.' }) }, closed), { description: 'Recommendations that repeat earlier ones and are not repeated themselves; the most often made first.' }),
  byTheme: Type.Array(Type.Object(repeatCount, closed), { description: 'The most repeats first.' }),
  byLeadAgency: Type.Array(Type.Object(repeatCount, closed), { description: 'The most repeats first.' }),
  suggestions: Type.Array(Type.Object({ later: Type.Object(told, { ...closed, description: 'The one that may be a repeat.' }), earlier: Type.Object(told, { ...closed, description: 'What it may repeat, and what became of it.' }), ...why }, closed), { description: 'At most 50 pairs of different reviews that look like one made again and are not linked: they share a theme and the agency that leads, or two fifths of their words. Among the latest 2,000 recommendations; the most alike first. To link one, add the earlier to `repeatsRecommendationIds` of the later.' })
}, { $id: 'LearningReport', additionalProperties: false, description: 'What reviews recommended again, and what became of it before.' })

/** A line of the report as a file; the columns of what it is not about are empty. */
export const LearningRow = Type.Object({
  line: oneOf(['repeated', 'earlier', 'theme', 'lead_agency', 'suggestion'], 'What the line is about; an `earlier` one stands under the one that repeats it.'),
  on,
  recommendation: Type.Object(told, closed),
  repeat: Type.Object(repeat, closed),
  earlier: Type.Object(told, closed),
  suggestion: Type.Object(why, closed),
  count: Type.Object(repeatCount, closed)
}, closed)

export const LearningQuery = Type.Object({
  format,
  theme: Type.Optional(Type.Array(Type.String({ minLength: 1, maxLength: 80 }), { minItems: 1, maxItems: 50, description: 'Themes; one that matches is enough, of the recommendation or of one that it goes back to.' })),
  agencyId: Type.Optional(Type.Array(Type.String({ minLength: 1, maxLength: 40 }), { minItems: 1, maxItems: 50, description: 'Agencies that lead it, or one that it goes back to, by id or code.', examples: [['csc']] }))
}, closed)

export const learningComponents = [LearningReport]

/** The report as lines of a table. */
export function learningLines ({ on, repeated, byTheme, byLeadAgency, suggestions }: Report): object[] {
  return [
    ...repeated.flatMap(({ times, since, sentence, earlier, ...recommendation }) => [
      { line: 'repeated', recommendation, repeat: { times, since, sentence } },
      ...earlier.map((each) => ({ line: 'earlier', recommendation, repeat: { times, since, sentence }, earlier: each }))
    ]),
    ...byTheme.map((count) => ({ line: 'theme', count })),
    ...byLeadAgency.map((count) => ({ line: 'lead_agency', count })),
    ...suggestions.map(({ later, earlier, ...suggestion }) => ({ line: 'suggestion', recommendation: later, earlier, suggestion }))
  ].map((line) => ({ on, ...line }))
}
