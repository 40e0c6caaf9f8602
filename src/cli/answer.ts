import { apiKeyCreate } from './api-key-create.ts'
import { backup } from './backup.ts'
import { configOfService } from './config-of-service.ts'
import { CommandError, helpOf, readOptions } from './command.ts'
import type { Command } from './command.ts'
import { evidenceCheck } from './evidence-check.ts'
import { faultOf } from './fault.ts'
import { importCommand } from './import.ts'
import { migrateCommand } from './migrate.ts'
import { openapi } from './openapi.ts'
import { partnershipCreate } from './partnership-create.ts'
import { personCreate } from './person-create.ts'
import { remind } from './remind.ts'
import { restoreCommand } from './restore.ts'
import { retentionDispose, retentionList } from './retention.ts'
import { signInLink } from './sign-in-link.ts'
import { checkpointKey, verify } from './verify.ts'

const commands: readonly Command[] = [migrateCommand, partnershipCreate, personCreate, apiKeyCreate, signInLink, importCommand, remind, evidenceCheck, verify, checkpointKey, backup, restoreCommand, retentionList, retentionDispose, openapi]

export interface Outcome { readonly code: number, readonly out: string, readonly err: string }

/** Carries out one command line. */
export async function answer (words: readonly string[], environment: NodeJS.ProcessEnv): Promise<Outcome> {
  try {
    return { code: 0, out: `${await carryOut(words, environment)}\n`, err: '' }
  } catch (error) {
    const { message, exitCode } = faultOf(error)
    return { code: exitCode, out: '', err: `${message}\n` }
  }
}

async function carryOut (words: readonly string[], environment: NodeJS.ProcessEnv): Promise<string> {
  if (words.length === 0 || words[0] === '--help' || words[0] === 'help') return overview()
  const command = commands.find(({ name }) => name.split(' ').every((word, place) => words[place] === word))
  if (command === undefined) throw new CommandError(`There is no command "${words.join(' ')}"; there are ${commands.map(({ name }) => name).join(', ')}.`, 2)
  const given = readOptions(command, words.slice(command.name.split(' ').length))
  return given === undefined ? helpOf(command) : await command.run(given, configOfService(environment))
}

function overview (): string {
  const width = Math.max(...commands.map(({ name }) => name.length))
  return ['npm run cli -- <command> [options]', '', ...commands.map(({ name, summary }) => `  ${name.padEnd(width)}  ${summary}`), '', 'Each explains itself with --help.'].join('\n')
}
