import type { Static, TObject } from '@sinclair/typebox'
import type { ErrorObject } from 'ajv'
import { fieldError } from '../domain/field-refusal.ts'
import type { FieldError } from '../domain/field-refusal.ts'
import { Refusal } from '../domain/refusal.ts'
import { faultsOfForm } from '../platform/http/validation.ts'

/** What is wrong with a field, in words for who filled it in; '' for the form as a whole. */
export interface Fault { readonly field: string, readonly text: string }

export type Labels<Fields extends TObject> = { readonly [Name in keyof Static<Fields>]-?: string }

interface FieldSchema {
  readonly type?: string | readonly string[]
  readonly enum?: readonly unknown[]
  readonly format?: string
  readonly properties?: Readonly<Record<string, FieldSchema>>
}

/** Reads what was typed by the schema of the API's body; throws all that is wrong with it at once, and with it what else is known to be amiss. */
export function readFields<Fields extends TObject> (fields: Fields, typed: Readonly<Record<string, unknown>>, labels: Labels<Fields>, amiss: readonly FieldError[] = []): Static<Fields> {
  const given = tidied(fields.properties as Record<string, FieldSchema>, withDates(typed))
  const faults = faultsOfForm(fields, given)
  if (faults.length === 0 && amiss.length === 0) return given as Static<Fields> // as the schema has just said
  const errors = [...faults.map((fault) => faultIn(fault, labels)), ...amiss]
  throw new Refusal('invalid-request', errors[0]?.detail ?? 'Something is missing.', { errors })
}

/** A browser sends a blank for what was left empty, and one value of a list as no list. */
function tidied (schemas: Readonly<Record<string, FieldSchema>>, typed: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const given: Record<string, unknown> = {}
  for (const [name, value] of Object.entries(typed)) {
    const types = [schemas[name]?.type].flat()
    if (types.includes('array')) given[name] = [value].flat().map(trimmed).filter((each) => each !== '')
    else if (trimmed(value) !== '') given[name] = trimmed(value)
    else if (types.includes('null')) given[name] = null
  }
  return given
}

function trimmed (value: unknown): unknown {
  return typeof value === 'string' ? value.replaceAll('\r\n', '\n').trim() : value
}

/** "pre-birth planning, housing" are two; so are two lines. */
export function severalIn (typed: unknown): string[] {
  return [...new Set(String(typed ?? '').split(/[,\n]/).map((each) => each.trim()).filter((each) => each !== ''))]
}

/** `dueOn-day`, `dueOn-month` and `dueOn-year` are one day. */
export function withDates (typed: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const given = { ...typed }
  for (const key of Object.keys(typed).filter((name) => name.endsWith('-day'))) {
    const name = key.slice(0, -'-day'.length)
    const [day, month, year] = ['day', 'month', 'year'].map((part) => String(typed[`${name}-${part}`] ?? '').trim())
    for (const part of ['day', 'month', 'year']) delete given[`${name}-${part}`]
    given[name] = `${year}${month}${day}` === '' ? '' : `${year?.padStart(4, '0')}-${month?.padStart(2, '0')}-${day?.padStart(2, '0')}`
  }
  return given
}

function fieldOf ({ instancePath, keyword, params }: ErrorObject): string {
  return keyword === 'required' ? String(params['missingProperty']) : instancePath.split('/')[1] ?? ''
}

function faultIn <Fields extends TObject> (fault: ErrorObject, labels: Labels<Fields>) {
  const { keyword, params, parentSchema } = fault
  const field = fieldOf(fault)
  const label = (labels as Readonly<Record<string, string>>)[field] ?? field
  const schema = parentSchema as FieldSchema | undefined // one of ours
  return fieldError(field, wordsFor(label, keyword, params, keyword === 'required' ? schema?.properties?.[field] : schema))
}

function wordsFor (label: string, keyword: string, params: Record<string, unknown>, schema: FieldSchema = {}): string {
  const isYesOrNo = schema.type === 'boolean'
  const isChosen = schema.enum !== undefined || schema.format === 'uuid' || isYesOrNo || keyword === 'minItems'
  if (isYesOrNo && ['required', 'type'].includes(keyword)) return `${label}: choose yes or no`
  switch (keyword) {
    case 'required': case 'minLength': case 'minItems': case 'enum': return `${isChosen ? 'Choose' : 'Enter'} ${withArticle(label)}`
    case 'maxLength': return `${label} must be ${String(params['limit'])} characters or fewer`
    case 'maxItems': return `${label}: choose ${String(params['limit'])} or fewer`
    case 'minimum': return `${label} must be ${String(params['limit'])} or more`
    case 'maximum': return `${label} must be ${String(params['limit'])} or less`
    case 'type': return `${label} must be a ${[schema.type].flat().includes('integer') ? 'whole number' : 'number'}`
    case 'pattern': return `${label} must begin with a letter or digit, and hold only letters, digits and . _ - ( )`
    case 'format': return isChosen ? `Choose ${withArticle(label)}` : formatWords(label, schema.format)
    case 'minProperties': return 'Fill in at least one thing'
    default: return `${label} is not as it should be`
  }
}

/** "the name", but "what is measured" and "why": a label is a noun without its article, or a clause. */
function withArticle (label: string): string {
  const lower = label.charAt(0).toLowerCase() + label.slice(1)
  return /^(the|an?|its|your|what|which|who|whose|why|how|when|where|out of|told)\b/.test(lower) ? lower : `the ${lower}`
}

function formatWords (label: string, format: string | undefined): string {
  if (format === 'date') return `${label} must be a real date, such as 27 3 2027`
  if (format === 'email') return `${label} must be an e-mail address, such as name@example.org`
  return `${label} must be an address that begins with https://`
}
