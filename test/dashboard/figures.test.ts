import t from 'tap'
import { parse } from 'csv-parse/sync'
import { testApp } from '../support/app.ts'
import { sessionToken } from '../support/browser.ts'
import { plantLargePlan } from '../support/large-plan.ts'

// What people see on the pages is what programs are told, to the last figure; the files are held to the JSON in test/features/exports-figures.test.ts.
const planSize = 5_000
const app = await testApp(t)
await plantLargePlan(app.db, app, planSize)
const cookie = `follow-through-session=${await sessionToken(app, 'coordinator')}`

const summaryOf = async (groupBy: string) => parse((await app.send('GET', `/v1/reports/summary?groupBy=${groupBy}&format=csv`)).text, { columns: true, bom: true }) as Array<Record<string, string>>
const actionsInCsv = parse((await app.send('GET', '/v1/actions?format=csv')).text, { columns: true, bom: true }) as Array<Record<string, string>>

async function page (path: string): Promise<string> {
  return await (await fetch(`${app.address}${path}`, { headers: { cookie, accept: 'text/html' } })).text()
}

/** The rows of the tables of a page, cell by cell, as they read. */
function rowsOf (html: string): string[][] {
  const bodies = html.match(/<tbody[^]*?<\/tbody>/g) ?? []
  return bodies.flatMap((body) => body.match(/<tr[^]*?<\/tr>/g) ?? []).map((row) => (row.match(/<t[hd][^]*?<\/t[hd]>/g) ?? []).map(asItReads))
}

function asItReads (html: string): string {
  return html.replace(/<span class="govuk-visually-hidden">[^]*?<\/span>/g, '').replace(/<[^>]*>/g, ' ').replace(/&#(\d+);|&(amp|lt|gt|quot);/g, (_all, code: string, name: string) => name === undefined ? String.fromCharCode(Number(code)) : { amp: '&', lt: '<', gt: '>', quot: '"' }[name] ?? '').replace(/\s+/g, ' ').trim()
}

const figure = (cell: string | undefined): number => Number((cell ?? '').replaceAll(',', ''))

for (const [groupBy, place] of [['agency', 0], ['review', 1]] as const) {
  t.test(`the overview by ${groupBy} has the figures of the summary`, async (t) => {
    const table = (await page('/')).match(/<table[^]*?<\/table>/g)?.[place] ?? ''
    const shown = new Map(rowsOf(table).map(([name = '', overdue, _escalated, awaitingSignOff, open, completed]) => [name, [overdue, awaitingSignOff, open, completed].map(figure)]))
    const groups = (await summaryOf(groupBy)).filter(({ line }) => line === 'group')

    t.ok(groups.length > 0)
    for (const group of groups) {
      const name = groupBy === 'agency' ? group['key.name'] ?? '' : `${group['key.name']} ${group['key.reference']}`
      t.same(shown.get(name), [group['overdue'], group['byStatus.awaiting_sign_off'], group['open'], group['byStatus.completed']].map(figure), name)
    }
  })
}

t.test('the table of actions, page by page, has every action of the files, in their order, with their words', async (t) => {
  const shown: string[][] = []
  for (let next: string | undefined = '/actions'; next !== undefined;) {
    const html: string = await page(next)
    if (next === '/actions') t.match(html, /5,000 actions/)
    shown.push(...rowsOf(html))
    next = /href="([^"]*)" rel="next"/.exec(html)?.[1]?.replaceAll('&amp;', '&')
  }

  t.equal(shown.length, planSize)
  for (const [place, [action = '', owner, due = '', , rating = '']] of shown.entries()) {
    const { reference = '', ownerAgencyName, overdue, daysOverdue = '', rag = '', ragReason = '' } = actionsInCsv[place] ?? {}
    const isSame = action.startsWith(`${reference} `) && owner === ownerAgencyName && rating.toLowerCase() === `${rag} ${ragReason}`.toLowerCase() &&
      (overdue === 'true' ? due.includes(`${daysOverdue} day`) : !due.includes('overdue'))
    if (!isSame) return t.fail(`row ${place} differs`, { found: shown[place], wanted: actionsInCsv[place] })
  }
})
