import type { Static, TObject } from '@sinclair/typebox'
import type { ErrorObject } from 'ajv'
import { fieldError } from '../domain/field-refusal.ts'
import { Refusal } from '../domain/refusal.ts'
import { faultsOfForm } from '../platform/http/validation.ts'

/** What is wrong with a field, in words for who filled it in; '' for the form as a whole. */
export interface Fault { readonly field: string, readonly text: string }

export type Labels<Fields extends TObject> = { readonly [Name in keyof Static<Fields>]-?: string }

interface FieldSchema { readonly type?: string | readonly string[], readonly enum?: readonly unknown[] }

/** Reads what was typed by the schema of the API's body; throws what is wrong with each field at once. */
export function readFields<Fields extends TObject> (fields: Fields, typed: Readonly<Record<string, unknown>>, labels: Labels<Fields>): Static<Fields> {
  const given = tidied(fields.properties as Record<string, FieldSchema>, withDates(typed))
  const faults = faultsOfForm(fields, given)
  if (faults.length === 0) return given as Static<Fields> // as the schema has just said
  const errors = faults.map((fault) => faultIn(fault, labels))
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

/** `dueOn-day`, `dueOn-month` and `dueOn-year` are one day. */
function withDates (typed: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const given = { ...typed }
  for (const key of Object.keys(typed).filter((name) => name.endsWith('-day'))) {
    const name = key.slice(0, -'-day'.length)
    const [day, month, year] = ['day', 'month', 'year'].map((part) => String(typed[`${name}-${part}`] ?? '').trim())
    for (const part of ['day', 'month', 'year']) delete given[`${name}-${part}`]
    given[name] = `${year}${month}${day}` === '' ? '' : `${year?.padStart(4, '0')}-${month?.padStart(2, '0')}-${day?.padStart(2, '0')}`
  }
  return given
}

function faultIn <Fields extends TObject> ({ instancePath, keyword, params, parentSchema }: ErrorObject, labels: Labels<Fields>) {
  const field = keyword === 'required' ? String(params['missingProperty']) : instancePath.split('/')[1] ?? ''
  const label = (labels as Readonly<Record<string, string>>)[field] ?? field
  return fieldError(field, wordsFor(label, keyword, params, parentSchema as FieldSchema & { format?: string } | undefined))
}

function wordsFor (label: string, keyword: string, params: Record<string, unknown>, schema: FieldSchema & { format?: string } = {}): string {
  const lower = label.charAt(0).toLowerCase() + label.slice(1)
  switch (keyword) {
    case 'required': case 'minLength': case 'minItems': return `Enter ${lower}`
    case 'enum': return `Choose ${lower}`
    case 'maxLength': return `${label} must be ${String(params['limit'])} characters or fewer`
    case 'maxItems': return `${label}: choose ${String(params['limit'])} or fewer`
    case 'minimum': return `${label} must be ${String(params['limit'])} or more`
    case 'maximum': return `${label} must be ${String(params['limit'])} or less`
    case 'type': return `${label} must be a number`
    case 'format': return schema.format === 'date' ? `${label} must be a real date, such as 27 3 2027` : schema.format === 'email' ? `${label} must be an e-mail address, such as name@example.org` : `${label} must be an address that begins with https://`
    default: return `${label} is not as it should be`
  }
}
