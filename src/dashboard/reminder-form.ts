import { Type } from '@sinclair/typebox'
import type { Static } from '@sinclair/typebox'
import { fieldError } from '../domain/field-refusal.ts'
import type { FieldError } from '../domain/field-refusal.ts'
import { Refusal } from '../domain/refusal.ts'
import { rungs } from '../domain/reminder.ts'
import type { Rung } from '../domain/reminder.ts'
import type { LadderStep, ReminderPolicy } from '../domain/reminder-policy.ts'
import type { Typed } from '../features/sessions/drafts.ts'
import { Day, oneOf } from '../platform/http/schemas.ts'

/** As many as the API takes. */
const mostSteps = 100
const sides = ['before', 'after'] as const

interface StepFields { readonly days?: number, readonly side?: typeof sides[number], readonly every?: number, readonly to?: Rung }

/** A ladder as a form has it: its steps are numbered rows, and a row without days is none. */
export const PolicyForm = Type.Object({
  sendAt: Type.String({ maxLength: 5 }),
  asOf: Type.Optional(Day),
  ...Object.assign({}, ...numbered((row) => ({
    [`days${row}`]: Type.Optional(Type.Integer({ minimum: 0, maximum: 730 })),
    [`side${row}`]: Type.Optional(oneOf(sides, '')),
    [`every${row}`]: Type.Optional(Type.Integer({ minimum: 1, maximum: 365 })),
    [`to${row}`]: Type.Optional(oneOf(rungs, ''))
  }))) as Record<never, never>
}, { additionalProperties: false })

export const policyLabels = {
  sendAt: 'Time of day',
  asOf: 'Day to look at',
  ...Object.assign({}, ...numbered((row) => ({ [`days${row}`]: `Days of step ${row}`, [`side${row}`]: `Before or after, of step ${row}`, [`every${row}`]: `Repeat of step ${row}`, [`to${row}`]: `Recipient of step ${row}` }))) as Record<never, never>
}

/** How many rows a ladder is given: room for some more steps than it has. */
export function rowsFor ({ steps }: ReminderPolicy): number {
  return Math.min(mostSteps, Math.max(10, steps.length + 3))
}

export function valuesOf ({ sendAt, steps }: ReminderPolicy): Typed {
  const rows = steps.map(({ days, every, to }, place) => ({ [`days${place + 1}`]: String(Math.abs(days)), [`side${place + 1}`]: days < 0 ? 'before' : 'after', [`every${place + 1}`]: every === undefined ? '' : String(every), [`to${place + 1}`]: to }))
  return Object.assign({ sendAt }, ...rows) as Typed
}

/** Hands the ladder that a form holds to whoever takes it; what is said against a step is said at its row. */
export async function withPolicyOf<Result> (input: Static<typeof PolicyForm>, take: (policy: ReminderPolicy) => Promise<Result>): Promise<Result> {
  const rows = numbered((row) => ({ row, ...fieldsOf(input, row) })).filter(({ days, every }) => days !== undefined || every !== undefined)
  const incomplete = rows.flatMap(({ row, days, to }) => [...days === undefined ? [fieldError(`days${row}`, `Enter the days of step ${row}`)] : [], ...to === undefined ? [fieldError(`to${row}`, `Choose the recipient of step ${row}`)] : []])
  if (incomplete.length > 0) throw new Refusal('invalid-request', 'A step is not complete.', { errors: incomplete })
  const ordered = rows.map(({ row, days = 0, side, every, to = 'lead' }) => ({ row, step: { days: side === 'before' ? 0 - days : days, ...every === undefined ? {} : { every }, to } satisfies LadderStep }))
    .toSorted((one, other) => one.step.days - other.step.days)
  try {
    return await take({ sendAt: input.sendAt, steps: ordered.map(({ step }) => step) })
  } catch (error) {
    throw atRows(error, ordered.map(({ row }) => row))
  }
}

function fieldsOf (input: object, row: number): StepFields {
  const given = input as Record<string, unknown> // as the schema above has read it
  return { days: given[`days${row}`], side: given[`side${row}`], every: given[`every${row}`], to: given[`to${row}`] } as StepFields
}

/** `/steps/2/every` is the field `every3` of the form, if the third step stands in its third row. */
function atRows (error: unknown, rows: readonly number[]): unknown {
  const errors = error instanceof Refusal ? error.facts['errors'] as readonly FieldError[] | undefined : undefined // as field-refusal.ts makes them
  if (!(error instanceof Refusal) || errors === undefined) return error
  return new Refusal(error.code, error.message, { ...error.facts, errors: errors.map(({ pointer, detail }) => ({ pointer: fieldAt(pointer, rows), detail })) })
}

function fieldAt (pointer: string, rows: readonly number[]): string {
  const [, place, field = 'days'] = /^\/steps(?:\/(\d+))?(?:\/(\w+))?$/.exec(pointer) ?? []
  if (!pointer.startsWith('/steps')) return pointer
  return `/${field}${place === undefined ? rows[0] ?? 1 : rows[Number(place)] ?? 1}`
}

function numbered<Item> (make: (row: number) => Item): Item[] {
  return Array.from({ length: mostSteps }, (_, place) => make(place + 1))
}
