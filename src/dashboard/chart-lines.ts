/** The least distance between two lines of text, in the units of a chart's view box. */
const lineHeight = 17

/** Room for a line of text each, however near the lines lie that they name. */
export function apart<Line extends { readonly y: number }> (lines: readonly Line[]): Array<Line & { readonly textY: number }> {
  let least = -Infinity
  return [...lines].sort((one, other) => one.y - other.y).map((each) => {
    least = Math.max(each.y, least + lineHeight)
    return { ...each, textY: round(least) }
  })
}

/** To a tenth: enough for a place in a chart. */
export function round (value: number): number {
  return Math.round(value * 10) / 10
}
