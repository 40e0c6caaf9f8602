import type { Outcome, Progress } from '../domain/annual-report.ts'
import type { PackedReport, PackFormat } from '../domain/board-pack.ts'
import type { Grouping } from '../features/reports/figures.ts'

export const reportWords = { summary: 'How the plan stands', annual: 'The record of a year' } as const satisfies Record<PackedReport, string>

export const reportMeanings = {
  summary: 'What is open, overdue and completed, by agency, review, theme or recommendation', annual: 'What was decided, done and achieved for each recommendation, for the yearly report'
} as const satisfies Record<PackedReport, string>

export const groupingWords = { agency: 'Agency', review: 'Review', theme: 'Theme', recommendation: 'Recommendation' } as const satisfies Record<Grouping, string>

export const formatWords = { json: 'JSON, for programs', csv: 'CSV', xlsx: 'Excel workbook' } as const satisfies Record<PackFormat, string>

/** What had become of an action by the end of the period. */
export const outcomeWords = {
  completed_earlier: 'Completed before', completed: 'Completed in the period', closed_earlier: 'Closed before without delivery', closed: 'Closed in the period without delivery', open: 'Still open'
} as const satisfies Record<Outcome, string>

export const progressWords = {
  not_taken_up: 'Not taken up', none: 'No progress', little: 'Little progress', behind: 'Behind', under_way: 'Under way', delivered: 'Delivered', delivered_in_part: 'Delivered in part', not_delivered: 'Not delivered'
} as const satisfies Record<Progress, string>
