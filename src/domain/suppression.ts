import type { LocalDate } from './local-date.ts'
import type { Frequency } from './measure.ts'
import type { Role } from './person.ts'

/** Counts below this could point to a person (DOMAIN D.1: counts under five in anything that is published). */
const leastTold = 5

/** What is told of a period, as far as it could give somebody away. */
export interface Figures {
  readonly startsOn: LocalDate
  readonly value: number
  readonly numerator: number | null
  readonly denominator: number | null
  /** Words about the figures may repeat them. */
  readonly note?: string | null
}

/** Figures that may be told; null where they are held back. */
export type Told<F extends Figures> = Omit<F, 'value'> & { readonly value: number | null, readonly suppressed: boolean }

export interface Series { readonly unit: string, readonly frequency: Frequency }

/** Who is told: a caller by its role, or whoever a file may be passed on to. */
export type Audience = Role | 'whoever_has_the_file'

/** Partners work with the figures as they are; what is for boards and dashboards, or leaves in a file, is as good as published. */
export function seesSmallCounts (audience: Audience): boolean {
  return audience !== 'viewer' && audience !== 'whoever_has_the_file'
}

/** Everything, told to those who may see small counts. */
export function tellAll<F extends Figures> (figures: readonly F[]): ReadonlyArray<Told<F>> {
  return figures.map((each) => ({ ...each, suppressed: false }))
}

/**
 * Holds back counts of 1 to 4, and what would reveal them: the share that was
 * made from them, and, where a year has only one such figure, a second, since
 * the first would follow from the year's total.
 */
export function suppressSmallCounts<F extends Figures> (figures: readonly F[], series: Series): ReadonlyArray<Told<F>> {
  const held = new Set(figures.filter((each) => isSmall(each, series)))
  for (const year of Object.values(Object.groupBy(figures, (each) => totalledWith(each, series)))) {
    const second = year === undefined ? undefined : secondToHold(year, held)
    if (second !== undefined) held.add(second)
  }
  return figures.map((each) => held.has(each) ? withheld(each) : { ...each, suppressed: false })
}

function isSmall ({ value, numerator, denominator }: Figures, { unit }: Pick<Series, 'unit'>): boolean {
  const rest = numerator === null || denominator === null ? null : denominator - numerator
  return [numerator, denominator, rest, unit === 'count' ? value : null].some((count) => count !== null && count > 0 && count < leastTold)
}

/** Where a measure began is a figure like any other: held back where it is a small count. */
export function tellBaseline ({ baseline, unit }: { readonly baseline: number | null, readonly unit: string }, audience: Audience): number | null {
  const isHeld = !seesSmallCounts(audience) && baseline !== null && isSmall({ startsOn: '', value: baseline, numerator: null, denominator: null }, { unit })
  return isHeld ? null : baseline
}

/** Yearly reports add up the year; the years of an annual measure may be added up together. */
function totalledWith ({ startsOn }: Figures, { frequency }: Series): string {
  return frequency === 'annual' ? 'all years' : startsOn.slice(0, 4)
}

/** The smallest of the others hides most for the least loss; nothing hides behind a nought while there is another. */
function secondToHold<F extends Figures> (year: readonly F[], held: ReadonlySet<F>): F | undefined {
  if (year.filter((each) => held.has(each)).length !== 1) return undefined
  const size = ({ numerator, value }: F) => (numerator ?? value) === 0 ? Infinity : numerator ?? value
  return year.filter((each) => !held.has(each)).sort((one, other) => size(one) - size(other) || one.startsOn.localeCompare(other.startsOn))[0]
}

function withheld<F extends Figures> (figures: F): Told<F> {
  return { ...figures, value: null, numerator: null, denominator: null, note: null, suppressed: true }
}
