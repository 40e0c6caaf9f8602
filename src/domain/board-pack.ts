import { fieldRefusal } from './field-refusal.ts'

/** The reports that can be frozen. */
export const packedReports = ['summary', 'annual'] as const

export type PackedReport = typeof packedReports[number]

export const packFormats = ['json', 'csv', 'xlsx'] as const

export type PackFormat = typeof packFormats[number]

/** What each report may be asked. */
const parametersOf: Readonly<Record<PackedReport, readonly string[]>> = { summary: ['groupBy'], annual: ['from', 'to'] }

/** Refuses what belongs to another report: somebody who asks for it expects something of it. */
export function refuseForeignParameters (report: PackedReport, parameters: object): void {
  const own = parametersOf[report]
  const foreign = Object.keys(parameters).find((name) => !own.includes(name))
  if (foreign !== undefined) throw fieldRefusal('rule-broken', foreign, `The report ${report} takes no ${foreign}; it takes ${own.join(' and ')}.`)
}
