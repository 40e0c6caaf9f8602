import type { Services } from './services.ts'

/** Written by a colleague; nothing yet. */
export async function prepareFirstUse (_services: Services): Promise<string | undefined> {
  return undefined
}
