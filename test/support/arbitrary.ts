import fc from 'fast-check'

/** What of JSON Schema the API's document speaks. */
export interface Schema {
  readonly $ref?: string
  readonly type?: string | readonly string[]
  readonly enum?: readonly unknown[]
  readonly const?: unknown
  readonly format?: string
  readonly pattern?: string
  readonly minLength?: number
  readonly maxLength?: number
  readonly minimum?: number
  readonly maximum?: number
  readonly items?: Schema
  readonly minItems?: number
  readonly maxItems?: number
  readonly uniqueItems?: boolean
  readonly properties?: Readonly<Record<string, Schema | false>>
  readonly required?: readonly string[]
  readonly minProperties?: number
  readonly anyOf?: readonly Schema[]
  readonly oneOf?: readonly Schema[]
}

export interface Known {
  /** What `#/components/schemas/<name>` stands for. */
  readonly components: Readonly<Record<string, Schema>>
  /** Ids of what is there: half of the ids asked for are among them. */
  readonly ids: readonly string[]
}

const longest = 300 // what is longer is tried by `hostileTexts`
const mostItems = 4

/** Whatever fits a schema. */
export function fitting (schema: Schema, known: Known): fc.Arbitrary<unknown> {
  if (schema.$ref !== undefined) return fitting(known.components[schema.$ref.split('/').at(-1) ?? ''] ?? {}, known)
  if (schema.enum !== undefined) return fc.constantFrom(...schema.enum)
  if (schema.const !== undefined) return fc.constant(schema.const)
  const choices = (schema.anyOf ?? schema.oneOf)?.map((choice) => narrowed(schema, choice)) ?? (Array.isArray(schema.type) ? schema.type.map((type: string) => ({ ...schema, type })) : undefined)
  if (choices !== undefined) return fc.oneof(...choices.map((choice) => fitting(choice, known)))
  switch (schema.type) {
    case 'null': return fc.constant(null)
    case 'boolean': return fc.boolean()
    case 'integer': return fc.integer({ min: schema.minimum ?? -1_000, max: schema.maximum ?? 1_000 })
    case 'number': return fc.double({ min: schema.minimum ?? -1e6, max: schema.maximum ?? 1e6, noNaN: true, noDefaultInfinity: true })
    case 'array': return listOf(schema, known)
    case 'object': return objectOf(schema, known)
    case 'string': return textOf(schema, known)
    default: return fc.constantFrom(null, true, 1, 'text', [], {}) // it says nothing: anything fits
  }
}

/** A choice may only add to what the schema around it says: which of its fields are required, and which must not be there. */
function narrowed ({ anyOf, oneOf, ...around }: Schema, choice: Schema): Schema {
  if (around.properties === undefined) return choice
  const allowed = Object.entries(around.properties).filter(([name]) => choice.properties?.[name] !== false)
  return { ...around, properties: Object.fromEntries(allowed), required: [...around.required ?? [], ...choice.required ?? []] }
}

function listOf ({ items = {}, minItems = 0, maxItems = mostItems, uniqueItems = false }: Schema, known: Known): fc.Arbitrary<unknown[]> {
  const bounds = { minLength: minItems, maxLength: Math.max(minItems, Math.min(maxItems, mostItems)) }
  return uniqueItems ? fc.uniqueArray(fitting(items, known), bounds) : fc.array(fitting(items, known), bounds)
}

function objectOf ({ properties = {}, required = [], minProperties = 0 }: Schema, known: Known): fc.Arbitrary<object> {
  const fields = Object.fromEntries(Object.entries(properties).flatMap(([name, schema]) => schema === false ? [] : [[name, fitting(schema, known)]]))
  return fc.record(fields, { requiredKeys: required.filter((name) => name in fields) }).filter((made) => Object.keys(made).length >= minProperties)
}

const instant = fc.date({ min: new Date('2020-01-01T00:00:00Z'), max: new Date('2035-12-31T00:00:00Z'), noInvalidDate: true }).map((date) => date.toISOString())

function textOf ({ format, pattern, minLength = 0, maxLength = longest }: Schema, { ids }: Known): fc.Arbitrary<string> {
  switch (format) {
    case 'uuid': return ids.length === 0 ? fc.uuid() : fc.oneof(fc.uuid(), fc.constantFrom(...ids))
    case 'date': return instant.map((text) => text.slice(0, 'YYYY-MM-DD'.length))
    case 'date-time': return instant
    case 'uri': case 'url': return fc.webUrl().map((url) => url.slice(0, maxLength))
    case 'email': return fc.stringMatching(/^[a-z]{1,12}@[a-z]{1,12}\.example$/)
  }
  if (pattern !== undefined && pattern !== '\\S') return fc.stringMatching(new RegExp(pattern)).filter((text) => text.length >= minLength && text.length <= maxLength)
  return fc.string({ unit: 'grapheme', minLength, maxLength: Math.min(maxLength, longest) })
    .map((text) => text.replaceAll('\0', ''))
    .filter((text) => text.length >= minLength && text.length <= maxLength && (pattern === undefined || /\S/.test(text)) && text.isWellFormed())
}

/** What callers with a grudge, or with a broken client, put into a text (RELIABILITY H, J). */
export const hostileTexts = [
  '', ' ', '\0', 'a\0b', '\ud800', '\u202e\u2066', '\u200b', '𝕬'.repeat(50), 'Z͑ͫ̓ͪ̂ͫ̽͏̴̙̤̞͉͚̯̞̠͍', '<script>alert(1)</script>', '#{7*7}', '{{7*7}}', "' or 1=1 --", '../../etc/passwd', '%00', '%n%s',
  'a\r\nset-cookie: x=1', '=cmd|\' /C calc\'!A0', '__proto__', 'constructor', 'null', 'NaN', '1e400', '9'.repeat(400), 'x'.repeat(100_000)
]

/** One that fits, and then not: a field too many, one too few, one of another kind, or a hostile text. */
export function unfitting (schema: Schema, known: Known): fc.Arbitrary<unknown> {
  return fc.oneof(
    fc.constantFrom(null, true, 7, 'text', [], [[]]),
    fc.tuple(fitting(schema, known), fc.constantFrom('colour', '__proto__', 'partnershipId')).map(([made, name]) => Object.assign(Object.create(null) as object, made, { [name]: 'x' })),
    fc.tuple(fitting(schema, known), fc.nat(), fc.constantFrom(null, {}, [], -1, 1.5, true, ...hostileTexts)).map(([made, at, value]) => replaced(made, at, value))
  )
}

function replaced (made: unknown, at: number, value: unknown): unknown {
  if (typeof made !== 'object' || made === null) return value
  const names = Object.keys(made)
  const name = names[at % Math.max(1, names.length)]
  return name === undefined ? { colour: value } : { ...made, [name]: value }
}
