import { randomUUID } from 'node:crypto'
import { floorOf } from './operations.ts'
import type { Operation, Target } from './operations.ts'
import type { Response } from './connection.ts'
import type { Knowledge } from './knowledge.ts'
import { agencyCount, coordinator, recommendationCount, seededId } from './seeded.ts'
import type { Site } from './site.ts'

/** One request, and what is to be done with its answer. */
export interface Exchange {
  readonly request: string
  readonly status: number
  readonly learn?: (response: Response) => void
}

/** The next request of a connection, which works on actions of its own. */
export type Script = (connection: number) => Exchange

/** What is asked of the service, or of the floor in its stead. */
export function scriptFor (site: Site, knowledge: Knowledge, operation: Operation, target: Target): Script {
  return target === 'service' ? serviceScripts[operation](site, knowledge) : floorScripts[floorOf[operation]](site, knowledge)
}

type ScriptMaker = (site: Site, knowledge: Knowledge) => Script

const serviceScripts: Record<Operation, ScriptMaker> = {
  read: (site) => () => get(site, `/v1/actions/${anyAction(site)}`),
  list: (site, { places }) => () => get(site, oneOf(places).path),
  deep: (site, { places }) => () => {
    const { path, cursor } = oneOf(places)
    return get(site, `${path}&cursor=${cursor}`)
  },
  'poll-one': (site, { tagged }) => () => poll(site, oneOf(tagged.actions)),
  'poll-list': (site, { tagged }) => () => poll(site, oneOf(tagged.lists)),
  'poll-summary': (site, { tagged }) => () => poll(site, oneOf(tagged.summaries)),
  summary: (site) => () => get(site, '/v1/reports/summary'),
  'summary-writes': (site) => () => get(site, '/v1/reports/summary'),
  change: (site, { versions }) => (connection) => {
    const n = actionOf(site, connection)
    const version = versions.get(n) ?? 1
    return {
      request: message('PATCH', `/v1/actions/${seededId('action', n)}`, site, { percentComplete: percent(version) }, `if-match: "${version}-bench"\r\n`),
      status: 200,
      learn: () => { versions.set(n, version + 1) }
    }
  },
  create: (site) => (connection) => ({
    request: message('POST', '/v1/actions', site, newAction(site, connection), `idempotency-key: ${randomUUID()}\r\n`),
    status: 201
  })
}

const floorScripts: Record<typeof floorOf[Operation], ScriptMaker> = {
  read: (site) => () => get(site, `/${site.forms.read ?? 'rows'}/actions/${anyAction(site)}`),
  list: (site, { places }) => () => get(site, `/${site.forms.list ?? 'rows'}/actions?${oneOf(places).filter}`),
  deep: (site, { places }) => () => {
    const { filter, position } = oneOf(places)
    return get(site, `/${site.forms.deep ?? 'rows'}/deep?${filter}&dueOn=${position.dueOn}&id=${position.id}`)
  },
  summary: (site) => () => get(site, '/rows/summary'),
  change: (site, { versions }) => (connection) => {
    const n = actionOf(site, connection)
    const version = versions.get(n) ?? 1
    return {
      request: message('PATCH', `/rows/actions/${seededId('action', n)}`, site, { version, percentComplete: percent(version), personId: seededId('person', coordinator) }),
      status: 200,
      learn: () => { versions.set(n, version + 1) }
    }
  },
  create: (site) => (connection) => ({
    request: message('POST', '/rows/actions', site, { ...newAction(site, connection), personId: seededId('person', coordinator) }, `idempotency-key: ${randomUUID()}\r\n`),
    status: 201
  })
}

function get (site: Site, path: string): Exchange {
  return { request: message('GET', path, site), status: 200 }
}

function poll (site: Site, { path, etag }: { path: string, etag: string }): Exchange {
  return { request: message('GET', path, site, undefined, `if-none-match: ${etag}\r\n`), status: 304 }
}

export function message (method: string, path: string, { token }: Pick<Site, 'token'>, body?: object, headers = ''): string {
  const head = `${method} ${path} HTTP/1.1\r\nhost: 127.0.0.1\r\nauthorization: Bearer ${token}\r\naccept: application/json\r\n${headers}`
  if (body === undefined) return `${head}\r\n`
  const text = JSON.stringify(body)
  return `${head}content-type: application/json\r\ncontent-length: ${Buffer.byteLength(text)}\r\n\r\n${text}`
}

export const mostConnections = 64

function anyAction ({ size }: Site): string {
  return seededId('action', below(size))
}

// Never the same action from two connections: none waits for another, and each knows the version.
function actionOf ({ size }: Site, connection: number): number {
  return below(Math.floor(size / mostConnections)) * mostConnections + connection
}

function newAction ({ size }: Site, connection: number): object {
  const recommendation = below(Math.max(1, Math.floor(recommendationCount(size) / mostConnections))) * mostConnections + connection
  const owner = below(agencyCount)
  return {
    recommendationIds: [seededId('recommendation', recommendation % recommendationCount(size))],
    title: 'Name senior officers and publish an escalation ladder',
    description: 'The agency names the officers who answer for it and publishes how a concern climbs to them and within how many working days.',
    ownerAgencyId: seededId('agency', owner),
    supportingAgencyIds: [seededId('agency', (owner + 1) % agencyCount)],
    leadPersonId: seededId('person', owner * 4),
    priority: 'medium',
    dueOn: '2099-06-30'
  }
}

// Never what it was: each change has something to record.
function percent (version: number): number {
  return (version + 41) % 100
}

function oneOf<Item> (items: readonly Item[]): Item {
  const item = items[below(items.length)]
  if (item === undefined) throw new Error('There is nothing to ask for.')
  return item
}

function below (end: number): number {
  return Math.floor(Math.random() * end)
}
