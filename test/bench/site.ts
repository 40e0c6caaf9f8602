import type { FloorOperation, Form } from './operations.ts'

/** A database of one size, with a service and a floor on it. */
export interface Site {
  readonly size: number
  readonly servicePort: number
  readonly floorPort: number
  readonly token: string
  /** The floor's form for each operation that has two. */
  readonly forms: Readonly<Partial<Record<FloorOperation, Form>>>
}
