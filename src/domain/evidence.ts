/** How much did we do, how well, what difference did it make, in whose words, and is it true? */
export const evidenceKinds = ['output', 'process', 'outcome', 'voice', 'independent'] as const

export type EvidenceKind = typeof evidenceKinds[number]

export const evidenceStates = ['submitted', 'accepted', 'returned', 'withdrawn'] as const

export type EvidenceState = typeof evidenceStates[number]

/** What a piece of evidence is made of. */
export const evidenceForms = ['file', 'link', 'statement'] as const

export type EvidenceForm = typeof evidenceForms[number]

/** What the malware scanner said; `skipped` when there is none, or nothing to scan. */
export const scans = ['pending', 'clean', 'infected', 'skipped'] as const

export type Scan = typeof scans[number]

export const assessmentOutcomes = ['accepted', 'returned'] as const

export type AssessmentOutcome = typeof assessmentOutcomes[number]
