// Where the shell that npm starts makes way for the program (bash, and so macOS and Red Hat), one
// press of Ctrl-C comes twice: from the terminal, and from npm, which passes on what it got.
const onePressMs = 2_000

/** Calls `stop` when the process is told to end, and again when it is told a second time, by whoever will not wait. */
export function onStopSignal (stop: () => void): void {
  let firstMs: number | undefined
  const hear = (): void => {
    const nowMs = performance.now()
    if (firstMs !== undefined && nowMs - firstMs < onePressMs) return
    firstMs ??= nowMs
    stop()
  }
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, hear)
}
