import { Refusal } from './refusal.ts'
import type { RefusalCode } from './refusal.ts'

export interface FieldError {
  readonly pointer: string
  readonly detail: string
}

/** What is wrong with one field of the input; the pointer leads the caller's form to it. */
export function fieldError (field: string, detail: string): FieldError {
  return { pointer: `/${field}`, detail }
}

/** A refusal for what one field of the input says. */
export function fieldRefusal (code: RefusalCode, field: string, message: string): Refusal {
  return new Refusal(code, message, { errors: [fieldError(field, message)] })
}

/** The fields that a refusal points at. */
export function fieldErrorsOf ({ facts }: Refusal): readonly FieldError[] {
  const { errors = [] } = facts as { errors?: readonly FieldError[] } // whoever gives a refusal this fact means these
  return errors
}
