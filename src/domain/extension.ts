export const extensionStates = ['requested', 'agreed', 'declined'] as const

export type ExtensionState = typeof extensionStates[number]

export const extensionOutcomes = ['agreed', 'declined'] as const satisfies readonly ExtensionState[]

export type ExtensionOutcome = typeof extensionOutcomes[number]
