import type { Static } from '@sinclair/typebox'
import { Ajv } from 'ajv'
import { faultsIn } from '../../domain/playbook.ts'
import type { Page, PageRequest } from '../../platform/database/keyset.ts'
import written from './playbooks.json' with { type: 'json' }
import { Playbook } from './schemas.ts'

type WrittenPlaybook = Static<typeof Playbook>

/** Reads a library of playbooks; one that could not be carried out stops the service, with all its faults named. */
export function readPlaybooks (library: unknown): readonly WrittenPlaybook[] {
  if (!isLibrary(library)) throw unusable((isLibrary.errors ?? []).map(({ instancePath, message }) => `${instancePath} ${message ?? 'is wrong'}`))
  const faults = faultsIn(library)
  if (faults.length > 0) throw unusable(faults)
  return library.toSorted((one, other) => one.reference.localeCompare(other.reference, 'en', { numeric: true }))
}

const isLibrary = new Ajv({ allErrors: true, strictTypes: false, allowUnionTypes: true, keywords: ['example'] })
  .compile<WrittenPlaybook[]>({ type: 'array', items: Playbook })

function unusable (faults: readonly string[]): Error {
  return new Error(`The playbooks cannot be used:\n${faults.map((fault) => `- ${fault}`).join('\n')}`)
}

/** What partnerships can start a plan from; another is added to the file, without code. */
export const playbooks = readPlaybooks(written)

/** They are some few, and all in memory. */
export function pageOfPlaybooks ({ limit, after }: PageRequest): Page<WrittenPlaybook> {
  const first = after === undefined ? 0 : playbooks.findIndex(({ key }) => key === after.id) + 1
  const rows = playbooks.slice(first, first + limit)
  const last = rows.at(-1)
  return { rows, next: last === undefined || last === playbooks.at(-1) ? null : { value: null, id: last.key } }
}
