import { importStatesUnderWay } from '../../domain/import.ts'
import type { ImportState } from '../../domain/import.ts'

/** Has an import come to its end, whichever it was? */
export function isOver ({ state }: { readonly state: ImportState }): boolean {
  return !importStatesUnderWay.some((underWay) => underWay === state)
}
