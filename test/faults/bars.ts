/** Prints a promise, its figure and its bar; tells whether the bar is met. */
export function hold (promise: string, figure: number | string, bar: string, isMet: boolean): boolean {
  tell(promise, `${figure}`, `bar ${bar}: ${isMet ? 'met' : 'NOT MET'}`)
  return isMet
}

/** Prints a figure for which there is no bar. */
export function tell (promise: string, figure: string, bar = ''): true {
  process.stdout.write(`${promise.padEnd(58)} ${figure.padEnd(12)} ${bar}\n`)
  return true
}
