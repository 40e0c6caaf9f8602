import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { publicUrlFile } from './config.ts'
import { addDays } from './domain/local-date.ts'
import { Refusal } from './domain/refusal.ts'
import { loadChildO } from './example/child-o.ts'
import { createPartnership } from './features/partnerships/commands.ts'
import type { PartnershipInput } from './features/partnerships/commands.ts'
import { listPartnerships } from './features/partnerships/queries.ts'
import { createPersonKey } from './features/people/key-commands.ts'
import { listPeople } from './features/people/queries.ts'
import { createSignInLink } from './features/sessions/commands.ts'
import { systemCaller } from './features/system-caller.ts'
import { actAs } from './features/work.ts'
import type { Acting } from './features/work.ts'
import { isDatabaseAway } from './platform/database/errors.ts'
import { newId } from './platform/ids.ts'
import { keepFile, readKeptFile } from './platform/kept-file.ts'
import type { Services } from './services.ts'

/**
 * Makes a new service usable: a partnership with its first coordinator, the
 * example, and a key. Gives back what to tell whoever started it; undefined
 * where the database is the operator's own, who has keys made at the command line.
 */
export async function prepareFirstUse (services: Services): Promise<string | undefined> {
  const { databaseUrl, exampleData } = services.config
  const isEmbedded = databaseUrl === undefined
  if (isEmbedded || exampleData === true) await foundUnlessFounded(services)
  if (!isEmbedded) return undefined
  keepFile(join(services.config.dataDir, publicUrlFile), services.config.publicUrl)
  await keepKey(services)
  return greeting(services, await keepSignInLink(services))
}

const mostAttempts = 30
const retryMs = 1_000

async function foundUnlessFounded (services: Services, attempt = 1): Promise<void> {
  const [existing] = await listPartnerships(services.database)
  if (existing !== undefined) return
  try {
    await found(services)
  } catch (error) {
    if (attempt === mostAttempts || !mayPass(error)) throw error
    await pause(retryMs)
    await foundUnlessFounded(services, attempt + 1)
  }
}

/** Another process founds at the same moment, or the connection was lost: in both cases one looks again. */
function mayPass (error: unknown): boolean {
  if (error instanceof Refusal) return error.code === 'already-exists'
  return isDatabaseAway(error)
}

/** All of it or nothing: a start that is killed in the middle leaves an empty database, and the next one begins again. */
async function found (services: Services): Promise<void> {
  const loadsExample = services.config.exampleData !== false
  await actAs(services, asOperatorOf(newId()), async (work) => {
    const founded = await createPartnership(work, loadsExample ? examplePartnership : ownPartnership)
    if (loadsExample) await loadChildO(work, founded, services)
  })
}

const coordinator = { name: 'Example Coordinator', email: 'coordinator@partnership.example' }
const examplePartnership: PartnershipInput = { code: 'harrow-example', name: 'Harrow Safeguarding Children Partnership (example)', coordinator }
const ownPartnership: PartnershipInput = { code: 'partnership', name: 'Safeguarding partnership', coordinator }

function asOperatorOf (partnershipId: string, timeZone = 'Europe/London'): Acting {
  return { by: systemCaller(partnershipId), timeZone, requestId: 'first-use' }
}

/** The key file always opens the door: a lost, revoked or expired key is replaced by a new one. */
async function keepKey (services: Services): Promise<void> {
  const file = keyFile(services)
  const principal = await services.authenticate(readKeptFile(file) ?? '') // which opens nothing
  if (principal?.caller.role === 'coordinator') return
  keepFile(file, await makeKey(services))
}

const daysOfKey = 365

/** A key of the coordinator who has been there longest. */
async function makeKey (services: Services): Promise<string> {
  const { partnership, person } = await firstCoordinator(services)
  const { token } = await actAs(services, asOperatorOf(partnership.id, partnership.timeZone),
    async (work) => await createPersonKey(work, person.id, 'First use: the key in the data folder', addDays(work.today, daysOfKey)))
  return token
}

/** A way to the pages for whoever started the service, at each start a new one. */
async function keepSignInLink (services: Services): Promise<string> {
  const { partnership, person } = await firstCoordinator(services)
  const token = await actAs(services, asOperatorOf(partnership.id, partnership.timeZone), async (work) => createSignInLink(work, person.id))
  const link = `${services.config.publicUrl}/sign-in/${token}`
  keepFile(signInLinkFile(services), link)
  return link
}

/** The coordinator who has been there longest, in the partnership that has been there longest. */
async function firstCoordinator (services: Services) {
  const [partnership] = (await listPartnerships(services.database)).sort((one, other) => one.createdAt.localeCompare(other.createdAt))
  if (partnership === undefined) throw new Error('There is no partnership, although one has just been founded.')
  const { rows: [person] } = await listPeople(services.database, partnership.id,
    { role: ['coordinator'], active: true, sort: { field: 'createdAt', direction: 'asc' } }, { limit: 1, after: undefined })
  if (person === undefined) throw new Error(`The partnership ${partnership.code} has no active coordinator.`)
  return { partnership, person }
}

/** What a newcomer needs: the address, the key, and a line to paste. */
function greeting (services: Services, signInLink: string): string {
  const { publicUrl } = services.config
  const file = keyFile(services)
  return [
    '',
    `Follow-through runs at ${publicUrl}`,
    `Look at it in a browser, as a coordinator (the link works once): ${signInLink}`,
    `The API key of a coordinator is in ${file}`,
    'The overdue actions:',
    `  curl -H "Authorization: Bearer $(cat ${quoted(file)})" "${publicUrl}/v1/actions?overdue=true"`,
    '', ''
  ].join('\n')
}

function keyFile ({ config }: Services): string {
  return join(config.dataDir, 'api-key')
}

function signInLinkFile ({ config }: Services): string {
  return join(config.dataDir, 'sign-in-link')
}

/** As one word of a shell's command line. */
function quoted (path: string): string {
  return /^[\w./-]+$/.test(path) ? path : `'${path.replaceAll("'", "'\\''")}'`
}
