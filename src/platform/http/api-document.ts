import type { FastifyInstance } from 'fastify'
import { stringify } from 'yaml'
import { describeExchange } from './exchange-headers.ts'
import type { Operation } from './exchange-headers.ts'

export interface ApiDocument {
  readonly openapi: string
  readonly info: object
  readonly servers: readonly object[]
  readonly security: readonly object[]
  readonly tags: ReadonlyArray<{ readonly name: string, readonly description: string }>
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>
  readonly components: Readonly<Record<string, Readonly<Record<string, unknown>>>>
}

/** What each group of operations is about; an operation of a group that is not here fails the contract's test. */
export const tagDescriptions: Readonly<Record<string, string>> = {
  Actions: 'What agencies do to deliver recommendations: owners, due dates, delivery status, and what was said and done about each.',
  Agencies: 'Who owns and supports actions. An agency that ends names its successor and keeps its history.',
  'API keys': 'Tokens of services and people: shown once, stored hashed, expiring, revocable within a second.',
  Calendars: 'Due dates, milestones and reviews for calendar programs.',
  Evidence: 'What shows that an action was done and made a difference: statements, links and files, each judged by someone who has no part in the work.',
  Events: 'Everything that happened, in order and without gaps: audit trail and change feed in one.',
  Extensions: 'Requests for a later due date, with what keeps children safe meanwhile, and their decisions.',
  Health: 'For load balancers and supervisors.',
  Imports: 'Whole plans from spreadsheets: checked row by row, then taken over all at once or not at all.',
  'Impact reviews': 'Whether a completed action made a difference.',
  Me: 'Who is asking.',
  Measures: 'What shows over time whether a recommendation makes a difference; aggregates only.',
  Milestones: 'The dated steps of an action.',
  Partnership: 'The partnership of the caller, and its settings.',
  People: 'Who takes part, in which role and for which agency.',
  Playbooks: 'Plans to start from: actions, milestones and measures for a kind of recommendation.',
  Problems: 'What each problem type means.',
  Recommendations: 'What a review recommends, and how the partnership responds.',
  Reminders: 'What was sent to whom, what will be, and why nothing was.',
  Reports: 'Figures over the whole plan.',
  Reviews: 'Where recommendations come from.',
  Webhooks: 'Addresses that are told of events as they happen, signed and in thin messages, and what came of each.'
}

/** The API's document, in an order that does not depend on that of registration. */
export function apiDocument (app: FastifyInstance): ApiDocument {
  const { openapi, info, servers, security, paths, components } = app.swagger() as unknown as ApiDocument // OpenAPI, as openapi.ts asks for
  const operations = Object.values(paths).flatMap((path) => Object.values(path))
  const used = Object.keys(tagDescriptions).filter((tag) => operations.some(({ tags }) => tags?.includes(tag)))
  return {
    openapi,
    info,
    servers,
    security,
    tags: used.map((name) => ({ name, description: tagDescriptions[name] ?? '' })),
    paths: mapped(sorted(paths), (operations, path) => mapped(sorted(operations, byMethod), (operation, method) => describeExchange(method, path, operation, components))),
    components: mapped(components, (named) => sorted(named))
  }
}

export function asYaml (document: ApiDocument): string {
  return stringify(document, { lineWidth: 120, aliasDuplicateObjects: false })
}

const methods = ['get', 'put', 'post', 'patch', 'delete']

function byMethod (a: string, b: string): number {
  return methods.indexOf(a) - methods.indexOf(b)
}

function byName (a: string, b: string): number {
  return a < b ? -1 : 1
}

function sorted<Value> (record: Readonly<Record<string, Value>>, order = byName): Record<string, Value> {
  return Object.fromEntries(Object.entries(record).sort(([a], [b]) => order(a, b)))
}

function mapped<Value, Made> (record: Readonly<Record<string, Value>>, make: (value: Value, key: string) => Made): Record<string, Made> {
  return Object.fromEntries(Object.entries(record).map(([key, value]) => [key, make(value, key)]))
}
