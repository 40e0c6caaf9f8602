import type { SQL } from 'drizzle-orm'
import { render } from './render.ts'
import type { Statement } from './render.ts'

/** Stands where a value will be put. */
class Place {
  readonly index: number
  constructor (index: number) { this.index = index }
}

/**
 * A question whose text is always the same: rendered once, and from then on only
 * its values are put in. The function given sees places instead of values, so it
 * can only write them down.
 */
export function fixed<Values extends readonly unknown[]> (question: (...places: Values) => SQL): (...values: Values) => Statement {
  let rendered: Statement | undefined
  return (...values) => {
    rendered ??= render(question(...values.map((_, index) => new Place(index)) as unknown as Values)) // stand-ins, see above
    return { ...rendered, values: rendered.values.map((value) => value instanceof Place ? values[value.index] : value) }
  }
}
