export const directions = ['higher_is_better', 'lower_is_better'] as const

export type Direction = typeof directions[number]

export const frequencies = ['monthly', 'quarterly', 'six_monthly', 'annual'] as const

export type Frequency = typeof frequencies[number]
