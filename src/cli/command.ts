import { parseArgs } from 'node:util'
import type { Config } from '../config.ts'

export interface Option {
  readonly description: string
  /** What stands for the value in the help, such as `<email>`; undefined for an option that has none. */
  readonly value?: string
  readonly required?: true
}

export interface Command {
  readonly name: string
  readonly summary: string
  readonly options: Readonly<Record<string, Option>>
  /** Carries it out; what it returns is printed, and nothing else is. */
  readonly run: (given: Given, config: Config) => Promise<string>
}

/** The options of a command, as they were given. */
export interface Given {
  /** An option that the command requires. */
  text: (name: string) => string
  maybe: (name: string) => string | undefined
  /** Whether an option without a value was given. */
  has: (name: string) => boolean
}

/** What was asked cannot be done; the message is one line for the person at the terminal. */
export class CommandError extends Error {
  /** 2 when the command line itself is wrong. */
  readonly exitCode: 1 | 2

  constructor (message: string, exitCode: 1 | 2 = 1) {
    super(message)
    this.name = 'CommandError'
    this.exitCode = exitCode
  }
}

/** Reads the options of a command; undefined when its help was asked for. */
export function readOptions (command: Command, words: readonly string[]): Given | undefined {
  const values = parsed(command, words)
  if (values['help'] === true) return undefined
  const missing = Object.keys(command.options).filter((name) => command.options[name]?.required === true && !values[name])
  if (missing.length > 0) throw new CommandError(`${command.name} needs ${missing.map((name) => `--${name}`).join(', ')}; ${command.name} --help tells more.`, 2)
  const maybe = (name: string): string | undefined => typeof values[name] === 'string' ? values[name] : undefined
  return { maybe, text: (name) => maybe(name) ?? '', has: (name) => values[name] === true }
}

/** What `--help` shows. */
export function helpOf (command: Command): string {
  const lines = Object.entries(command.options).map(([name, { value, description, required }]) =>
    [value === undefined ? `--${name}` : `--${name} ${value}`, required === true ? `${description} (required)` : description] as const)
  const width = Math.max(6, ...lines.map(([left]) => left.length))
  return [
    `npm run cli -- ${command.name} [options]`, '', command.summary, '',
    ...[...lines, ['--help', 'Shows this.'] as const].map(([left, right]) => `  ${left.padEnd(width)}  ${right}`)
  ].join('\n')
}

function parsed (command: Command, words: readonly string[]): Record<string, string | boolean | undefined> {
  const known = Object.entries(command.options).map(([name, { value }]) => [name, { type: value === undefined ? 'boolean' : 'string' }] as const)
  try {
    return parseArgs({ args: [...words], options: { ...Object.fromEntries(known), help: { type: 'boolean' } }, strict: true }).values
  } catch (error) {
    if (!(error instanceof TypeError)) throw error
    throw new CommandError(`${command.name}: ${error.message.split('. ', 1)[0]}; ${command.name} --help tells more.`, 2)
  }
}
