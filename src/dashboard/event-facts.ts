import { filters } from './filters.ts'
import type { Named } from '../features/events/names-queries.ts'

/** A field that an event tells of: what it held, and what it holds since. */
export interface Fact { readonly label: string, readonly before?: string, readonly after?: string }

type Facts = Readonly<Record<string, unknown>> | null

const id = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/
const ids = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g

/** Every id that the facts hold, so that it can be told by its name. */
export function idsIn (facts: Facts): string[] {
  return facts === null ? [] : JSON.stringify(facts).match(ids) ?? []
}

/** Field by field, in words as far as the service has words; of what is new, only what it has. */
export function factsOf (before: Facts, after: Facts, names: ReadonlyMap<string, Named>, timeZone: string): Fact[] {
  const fields = new Set([...Object.keys(before ?? {}), ...Object.keys(after ?? {})])
  const told = (facts: Facts, field: string) => facts !== null && field in facts ? inWords(facts[field], names, timeZone) : undefined
  return [...fields].filter((field) => before !== null || !isNothing(after?.[field])).map((field) => {
    const [was, is] = [told(before, field), told(after, field)]
    return { label: labelOf(field), ...was === undefined ? {} : { before: was }, ...is === undefined ? {} : { after: is } }
  })
}

/** `leadPersonId` is "Lead person". */
function labelOf (field: string): string {
  const words = field.replace(/(?<=.)Ids?$/, '').replace(/([a-z\d])([A-Z])/g, '$1 $2').replaceAll('_', ' ').toLowerCase()
  return words.charAt(0).toUpperCase() + words.slice(1)
}

const longest = 300

function inWords (value: unknown, names: ReadonlyMap<string, Named>, timeZone: string): string {
  const text = written(value, names, timeZone)
  return text.length > longest ? `${text.slice(0, longest)}…` : text
}

function written (value: unknown, names: ReadonlyMap<string, Named>, timeZone: string): string {
  if (isNothing(value)) return 'nothing'
  if (typeof value === 'boolean') return value ? 'yes' : 'no'
  if (typeof value === 'string') return writtenText(value, names, timeZone)
  if (Array.isArray(value)) return value.map((each) => written(each, names, timeZone)).join(', ')
  if (typeof value === 'object') return Object.entries(value as object).map(([field, each]) => `${labelOf(field).toLowerCase()} ${written(each, names, timeZone)}`).join('; ')
  return String(value)
}

function isNothing (value: unknown): value is null | undefined | '' | [] {
  return value === null || value === undefined || value === '' || (Array.isArray(value) && value.length === 0)
}

function writtenText (text: string, names: ReadonlyMap<string, Named>, timeZone: string): string {
  if (id.test(text)) return names.get(text)?.name ?? text
  if (/^\d{4}-\d{2}-\d{2}$/.test(text)) return filters.shortDate(text)
  if (/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:[\d.]+Z$/.test(text)) return filters.dateTime(text, timeZone)
  return /^[a-z]+(_[a-z]+)+$/.test(text) ? text.replaceAll('_', ' ') : text
}
