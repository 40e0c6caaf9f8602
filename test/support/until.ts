import { setTimeout as pause } from 'node:timers/promises'

/** Longer than anything takes on a machine that does much else; a file as a whole has fifteen minutes. */
const longestMs = 90_000
/** To look is often a request or two, of many tests at once. */
const lookEveryMs = 25

/** Waits for what must come to pass; in vain, it fails with what it waited for, and with what `found` says there is instead. */
export async function until (condition: () => boolean | Promise<boolean>, found?: () => unknown): Promise<void> {
  const inVain = new Error(`Waited ${longestMs / 1_000} s in vain for ${condition.toString()}`) // made here, it knows who waits
  const end = performance.now() + longestMs
  while (!await condition()) {
    if (performance.now() > end) throw found === undefined ? inVain : Object.assign(inVain, { found: await found() })
    await pause(lookEveryMs)
  }
}
