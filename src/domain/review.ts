/** The kinds of review whose recommendations are followed through. */
export const reviewKinds = [
  'rapid_review', 'child_safeguarding_practice_review', 'serious_case_review', 'safeguarding_adults_review',
  'domestic_abuse_related_death_review', 'thematic_review', 'audit', 'inspection', 'coroner_report',
  'public_inquiry', 'other'
] as const

export type ReviewKind = typeof reviewKinds[number]

export const reviewStatuses = ['draft', 'active', 'closed'] as const

export type ReviewStatus = typeof reviewStatuses[number]
