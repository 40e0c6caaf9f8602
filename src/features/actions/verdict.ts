import type { Refusal } from '../../domain/refusal.ts'

/** What became of one report of many. */
export type Verdict =
  | { readonly status: 'accepted', readonly actionId: string, readonly updateId: string, readonly version: number }
  | { readonly status: 'refused', readonly actionId: string | null, readonly refusal: Refusal }
