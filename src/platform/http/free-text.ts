import { personalDataNames, suspectedPersonalData } from '../../domain/personal-data.ts'
import type { PersonalDataKind } from '../../domain/personal-data.ts'
import { Refusal } from '../../domain/refusal.ts'

/** Where a text looks like somebody's particulars, and like which. Never the text itself. */
export interface Suspicion { readonly pointer: string, readonly kinds: readonly PersonalDataKind[] }

/** What a body holds in its texts that looks like personal data. */
export function suspicionsIn (value: unknown, pointer = ''): Suspicion[] {
  if (typeof value === 'string') return suspicionOf(value, pointer)
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([name, inner]) => notFreeText.has(name) ? [] : suspicionsIn(inner, `${pointer}/${name}`))
}

/** Says where to look, and how to go on when it is none. */
export function refusePersonalData (suspicions: readonly Suspicion[]): void {
  const [first] = suspicions
  if (first === undefined) return
  const errors = suspicions.map(({ pointer, kinds }) => ({ pointer, detail: `looks like it holds ${wordsFor(kinds)}` }))
  throw new Refusal('personal-data-suspected', `${first.pointer} looks like it holds ${wordsFor(first.kinds)}. Remove it, or send the request again with Privacy-Override: <reason> when it is none; the reason is recorded.`, { errors })
}

/** The reason for which a caller says that it is no personal data, or is needed. */
export function readPrivacyOverride (header: string | string[] | undefined): string | undefined {
  if (header === undefined) return undefined
  const reason = typeof header === 'string' ? header.trim() : ''
  const isUsable = reasonForm.test(reason) && suspectedPersonalData(reason).length === 0
  if (isUsable) return reason
  const detail = 'is a reason in 5 to 200 characters of ASCII, without personal data, sent once'
  throw new Refusal('invalid-request', `Privacy-Override ${detail}.`, { errors: [{ pointer: '/headers/privacy-override', detail }] })
}

const reasonForm = /^[\x20-\x7e]{5,200}$/

// Addresses, and numbers of other systems: one number of ten digits in eleven would be taken for an NHS number.
const notFreeText: ReadonlySet<string> = new Set(['externalReference', 'url', 'sourceUrl', 'sha256', 'file'])

function suspicionOf (text: string, pointer: string): Suspicion[] {
  const kinds = suspectedPersonalData(text)
  return kinds.length === 0 ? [] : [{ pointer, kinds }]
}

function wordsFor (kinds: readonly PersonalDataKind[]): string {
  return new Intl.ListFormat('en-GB').format(kinds.map((kind) => personalDataNames[kind]))
}
