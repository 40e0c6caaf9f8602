import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox'
import type { FastifyInstance } from 'fastify'
import { listAllAgencies } from '../../features/agencies/queries.ts'
import { countActions, isAnsweredByIndex, listActions } from '../../features/actions/list-query.ts'
import { groundOf } from '../../features/actions/json-queries.ts'
import type { ActionInJson } from '../../features/actions/json-queries.ts'
import { Action, ActionQuery, actionSorts, presentActionInJson } from '../../features/actions/schemas.ts'
import type { PresentedAction } from '../../features/actions/schemas.ts'
import { readyFor, standingAsked } from '../../features/action-versions/as-of.ts'
import { exportList, isExport } from '../../features/exporting.ts'
import { listReviews } from '../../features/reviews/queries.ts'
import { permit } from '../../features/work.ts'
import type { PageRequest } from '../../platform/database/keyset.ts'
import { listBody, pageRequested, sortRequested } from '../../platform/http/list.ts'
import type { Services } from '../../services.ts'
import { addressOf } from '../filters.ts'
import { pageSchema } from '../page.ts'
import { words } from '../words.ts'

/** The list of actions: the filter is the address, and the same as the API's. As a file it is what is shown, whole. */
export async function actionsPage (plugin: FastifyInstance, { services }: { services: Services }): Promise<void> {
  const app = plugin.withTypeProvider<TypeBoxTypeProvider>()
  const { database, cursors } = services

  app.get('/actions', { schema: pageSchema('listActions', { querystring: ActionQuery }) }, async (request, reply) => {
    permit(request)
    const { caller, query } = request
    const standing = standingAsked(services, request, query.asOf)
    await readyFor(services, request, standing)
    const today = standing.on
    const filter = { ...query, asOf: standing.asOf }
    const order = sortRequested(query.sort, actionSorts, 'dueOn')
    const present = (row: ActionInJson) => JSON.parse(presentActionInJson(row.stored, groundOf(row), today)) as PresentedAction // written as one
    if (isExport(request)) {
      return await exportList(services, request, reply, Action, async (page: PageRequest) => await listActions(database, caller, filter, order, page, today), present)
    }
    const [page, total, agencies, reviews] = await Promise.all([
      listActions(isAnsweredByIndex(filter) ? database.shared : database, caller, filter, order, pageRequested(request, cursors), today),
      countActions(database, caller, filter, today),
      listAllAgencies(database.shared, caller.partnershipId),
      listReviews(database.shared, caller, { sort: { field: 'reference', direction: 'asc' } }, { limit: 200, after: undefined })
    ])
    const { data, nextCursor } = listBody(request, reply, cursors, page, present)
    const address = addressWith(query)
    const choices = choicesOf(query, agencies, reviews.rows)
    return await reply.page('actions', {
      title: 'Actions',
      section: 'actions',
      actions: data,
      total,
      query,
      asOf: standing.asOf,
      timeZone: request.timeZone,
      choices,
      told: toldOf(query, choices),
      sorts: sorts.map((each) => ({ ...each, selected: (query.sort ?? 'dueOn') === each.value })),
      filtersSet: filtersSet(query),
      next: nextCursor === null ? undefined : address({ cursor: nextCursor }),
      isFirst: query.cursor === undefined,
      first: address({ cursor: undefined }),
      files: { csv: address({ cursor: undefined, format: 'csv' }), xlsx: address({ cursor: undefined, format: 'xlsx' }) }
    })
  })
}

const sorts = [
  { value: 'dueOn', text: 'Due first' }, { value: '-dueOn', text: 'Due last' }, { value: '-priority', text: 'Highest priority' },
  { value: '-updatedAt', text: 'Changed lately' }, { value: 'reference', text: 'Reference' }
]

type Query = Readonly<Record<string, unknown>>

/** The page's own address with other parameters; lists are written as the API writes them. */
function addressWith (query: Query): (changes: Query) => string {
  return (changes) => addressOf('/actions', { ...query, done: undefined, ...changes })
}

const filters = ['status', 'rag', 'impact', 'priority', 'ownerAgencyId', 'supportingAgencyId', 'leadPersonId', 'reviewId', 'recommendationId', 'theme', 'overdue', 'dueFrom', 'dueTo', 'updatedSince', 'externalReference', 'q', 'asOf']

function filtersSet (query: Query): boolean {
  return filters.some((name) => query[name] !== undefined)
}

interface Named { readonly id: string, readonly name: string }

/** What can be chosen in the filter, with what is chosen. An agency may stand in the address by its code. */
function choicesOf (query: Query, agencies: ReadonlyArray<Named & { code: string }>, reviews: ReadonlyArray<{ id: string, reference: string, title: string }>) {
  const chosen = (name: string) => new Set([query[name]].flat())
  const list = (name: 'status' | 'rag' | 'priority') => Object.entries(words[name]).map(([value, text]) => ({ value, text, checked: chosen(name).has(value) }))
  const [owners, ofReviews] = [chosen('ownerAgencyId'), chosen('reviewId')]
  return {
    status: list('status'),
    rag: list('rag'),
    priority: list('priority'),
    ownerAgencyId: [{ value: '', text: 'Any agency', selected: false }, ...agencies.map(({ id, code, name }) => ({ value: code, text: name, selected: owners.has(id) || owners.has(code) }))],
    reviewId: [{ value: '', text: 'Any review', selected: false }, ...reviews.map(({ id, reference, title }) => ({ value: id, text: `${reference}: ${title}`, selected: ofReviews.has(id) }))]
  }
}

/** What the filter says in words, as far as the page has words for it; the days of the due date are told with the count. */
function toldOf (query: Query, choices: ReturnType<typeof choicesOf>): string[] {
  const chosen = (items: ReadonlyArray<{ readonly value: string, readonly text: string, readonly checked?: boolean, readonly selected?: boolean }>) => items.filter(({ value, checked, selected }) => value !== '' && (checked === true || selected === true)).map(({ text }) => text).join(' or ')
  const said: ReadonlyArray<readonly [string, string]> = [
    ['words', query['q'] === undefined ? '' : `“${String(query['q'])}”`], [query['overdue'] === true ? 'overdue' : 'not overdue', query['overdue'] === undefined ? '' : 'only'],
    ['status', chosen(choices.status)], ['rating', chosen(choices.rag)], ['priority', chosen(choices.priority)], ['owner', chosen(choices.ownerAgencyId)], ['review', chosen(choices.reviewId)],
    ['impact', [query['impact'] ?? []].flat().map((impact) => words.impact[impact as keyof typeof words.impact]).join(' or ')], ['theme', [query['theme'] ?? []].flat().join(' or ')],
    ...(['recommendationId', 'leadPersonId', 'supportingAgencyId', 'externalReference', 'updatedSince'] as const).map((name) => [others[name], query[name] === undefined ? '' : 'as the address says'] as const)
  ]
  return said.filter(([, value]) => value !== '').map(([name, value]) => `${name} ${value}`)
}

const others = { recommendationId: 'recommendation', leadPersonId: 'lead', supportingAgencyId: 'supporting agency', externalReference: 'the owner’s number', updatedSince: 'changed since' }
