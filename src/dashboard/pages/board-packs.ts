import type { FastifyInstance } from 'fastify'
import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox'
import { packedReports } from '../../domain/board-pack.ts'
import { may } from '../../domain/permission.ts'
import { listAllAgencies } from '../../features/agencies/queries.ts'
import { freezeReport } from '../../features/board-packs/commands.ts'
import { sendPack } from '../../features/board-packs/giving-out.ts'
import { findBoardPack, listBoardPacks, readContent } from '../../features/board-packs/queries.ts'
import type { ShownBoardPack } from '../../features/board-packs/queries.ts'
import { BoardPackInput, BoardPackQuery, ContentQuery, presentBoardPack } from '../../features/board-packs/schemas.ts'
import type { AnnualReport } from '../../features/reports/annual.ts'
import { groupings } from '../../features/reports/figures.ts'
import type { Summary } from '../../features/reports/summary.ts'
import { permit } from '../../features/work.ts'
import { pageRequested, sortRequested } from '../../platform/http/list.ts'
import { params } from '../../platform/http/schemas.ts'
import type { Services } from '../../services.ts'
import { done, formPage } from '../form.ts'
import { nextPage } from '../next-page.ts'
import { pageSchema } from '../page.ts'
import { formatWords, groupingWords, outcomeWords, progressWords, reportMeanings, reportWords } from '../report-words.ts'

const labels = { title: 'What it is for', report: 'What it is to tell', groupBy: 'Told by', from: 'First day', to: 'Last day', includeRestricted: 'Restricted reviews' }
const reports = packedReports.map((value) => ({ value, text: reportWords[value], hint: { text: reportMeanings[value] } }))

/** Reports as they stood when a board decided by them: made, listed, read and printed. */
export async function boardPackPages (plugin: FastifyInstance, { services }: { services: Services }): Promise<void> {
  const app = plugin.withTypeProvider<TypeBoxTypeProvider>()
  const { database, cursors } = services
  const section = 'board-packs'

  app.get('/board-packs', { schema: pageSchema('listBoardPacks', { querystring: BoardPackQuery }) }, async (request, reply) => {
    permit(request)
    const { direction } = sortRequested(request.query.sort ?? '-frozenAt', ['frozenAt'], 'frozenAt')
    const page = await listBoardPacks(database.shared, request.caller, direction, pageRequested(request, cursors))
    return await reply.page('board-packs', { title: 'Board packs', section, packs: page.rows.map(shown), next: nextPage(reply, cursors, page), mayFreeze: may(request.caller, 'createBoardPack'), timeZone: request.timeZone })
  })

  formPage(plugin, services, '/board-packs/new', {
    operation: 'createBoardPack', fields: BoardPackInput, labels, view: 'board-pack-new', prepare: withoutForeign,
    load: async (request) => {
      permit(request)
      const groupBy = groupings.map((value) => ({ value, text: groupingWords[value] }))
      return { page: { title: 'Freeze a report', section, reports, groupings: groupBy }, values: { report: 'summary', groupBy: 'agency' } }
    },
    submit: async (work, input) => done(`/board-packs/${(await freezeReport(work, input)).id}`, 'pack_frozen')
  })

  app.get('/board-packs/:id', { schema: pageSchema('getBoardPack', { params: params('id') }) }, async (request, reply) => {
    const pack = await findBoardPack(database.shared, request.caller, request.params.id)
    permit(request)
    const [told, agencies] = await Promise.all([contentOf(services, pack), listAllAgencies(database.shared, pack.partnershipId)])
    return await reply.page('board-pack', {
      title: pack.title ?? reportWords[pack.report], section, pack: shown(pack), ...told, byAgency: agencies.find(({ id }) => id === pack.byAgencyId)?.name,
      agencyNamed: Object.fromEntries(agencies.map(({ code, name }) => [code, name])), // what was frozen has the codes alone
      groupingWords, outcomeWords, progressWords, formatWords, timeZone: request.timeZone
    })
  })

  app.get('/board-packs/:id/content', { schema: pageSchema('getBoardPackContent', { params: params('id'), querystring: ContentQuery }) }, async (request, reply) => {
    const pack = await findBoardPack(database, request.caller, request.params.id)
    permit(request)
    return await sendPack(services, request, reply, pack)
  })
}

/** What belongs to the report that was not chosen stands in the form all the same, and is not meant. */
function withoutForeign (typed: Record<string, unknown>): Record<string, unknown> {
  const isForeign = typed['report'] === 'annual' ? (name: string) => name === 'groupBy' : (name: string) => /^(from|to)(-|$)/.test(name)
  return Object.fromEntries(Object.entries(typed).filter(([name]) => !isForeign(name)))
}

function shown (row: ShownBoardPack) {
  return { ...presentBoardPack(row), tells: reportWords[row.report] }
}

/** Longer ones are for files: to read one would hold up everybody else. */
const mostBytes = 2_000_000
const mostGroups = 150
const mostRecommendations = 40
const mostActions = 150

/** What the report said when it was frozen, as far as a page holds it. */
async function contentOf ({ database }: Services, pack: ShownBoardPack): Promise<{ readonly summary?: object, readonly annual?: object, readonly isCut: boolean }> {
  const { size = 0 } = pack.contents.find(({ format }) => format === 'json') ?? {}
  if (size > mostBytes) return { isCut: true }
  const report: unknown = JSON.parse((await readContent(database, pack, 'json')).toString())
  if (pack.report === 'annual') return annualOf(report as AnnualReport) // frozen as one
  const summary = report as Summary // likewise
  return { summary: { ...summary, groups: summary.groups.slice(0, mostGroups) }, isCut: summary.groups.length > mostGroups }
}

function annualOf ({ recommendations, ...report }: AnnualReport) {
  let room = mostActions
  const told = recommendations.slice(0, mostRecommendations).map((each) => {
    const actions = each.actions.slice(0, room)
    room -= actions.length
    return { ...each, actions, left: each.actions.length - actions.length }
  })
  return { annual: { ...report, recommendations: told }, isCut: recommendations.length > told.length }
}
