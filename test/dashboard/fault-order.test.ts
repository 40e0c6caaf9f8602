import t from 'tap'
import { testApp } from '../support/app.ts'
import { buildMeasure, buildRecommendation } from '../support/build.ts'
import { buildStarted, form } from '../support/evidence.ts'
import { dayFields, visitor } from '../support/pages.ts'

/*
 * Who sends a form with every field wrong is told so from the top of the page to
 * its bottom (https://design-system.service.gov.uk/components/error-summary).
 */

const app = await testApp(t)
const coordinator = await visitor(app, 'coordinator')
const { id, reviewId } = await buildRecommendation(app, { response: 'accepted' })
const { id: actionId } = await buildStarted(app)
const { id: measureId } = await buildMeasure(app, { recommendationId: id })

const paths = ['/agencies/new', '/people/new', '/webhooks/new', '/partnership', '/board-packs/new', '/reviews/new', `/reviews/${reviewId}/change`, `/reviews/${reviewId}/recommendations/new`,
  `/recommendations/${id}/change`, `/recommendations/${id}/response`, `/recommendations/${id}/plan`, `/recommendations/${id}/actions/new`, `/recommendations/${id}/measures/new`,
  `/measures/${measureId}/change`, `/measures/${measureId}/observations/new`, `/actions/${actionId}/change`, `/actions/${actionId}/updates/new`, `/actions/${actionId}/extensions/new`, `/actions/${actionId}/milestones/new`]

for (const path of paths) {
  t.test(path.replaceAll(/[0-9a-f-]{36}/g, '…'), async (t) => {
    const { html } = await coordinator.look(path)
    const told = await coordinator.send(path, Object.fromEntries(fieldsIn(html).map((name) => [name, 'x'.repeat(6_000)])))
    const summary = /class="govuk-error-summary"[^]*?<\/ul>/.exec(told.html)?.[0] ?? ''
    const faulty = [...summary.matchAll(/href="#([A-Za-z]+)/g)].map(([, name = '']) => name)

    t.ok(faulty.length > 1, `${faulty.length} faults are told`)
    t.same(faulty, [...new Set(faulty)], 'one for each field')
    t.same(faulty, faulty.toSorted((one, other) => placeOf(one, told.html) - placeOf(other, told.html)))
  })
}

t.test('what a move needs is asked for from top to bottom, in words of its form', async (t) => {
  const paused = await coordinator.send(`/actions/${actionId}/moves/pause`, {})
  t.match([paused.status, paused.text], [422, /There is a problem Enter when work goes on Enter why/])
  const closed = await coordinator.send(`/actions/${actionId}/moves/close`, {})
  t.match([closed.status, closed.text], [422, /There is a problem Choose how it ends Enter why/])
  const seen = await coordinator.look(`/actions/${actionId}/moves/pause`)
  const submitted = await coordinator.send(`/actions/${actionId}/moves/submit`, {}, seen)
  t.match([submitted.status, submitted.text], [409, /There is a problem This cannot be done yet: the action still needs one piece of evidence/])
  const late = await coordinator.send(`/actions/${actionId}/moves/pause`, { note: 'It waits.', ...dayFields('resumeOn', '2026-01-31') })
  t.match([late.status, late.text], [422, /cannot resume on 31 January 2026; give a day after today, 2 March 2026/])
  const done = await coordinator.send(`/actions/${actionId}/moves/resume`, {}, seen)
  t.match([done.status, done.text], [409, /There is a problem The action does not stand where this can be done/])
})

t.test('a statement that is too long is refused beside its field, with all that was typed', async (t) => {
  const path = `/actions/${actionId}/evidence/new`
  const token = /\?_token=([\w-]+)/.exec((await coordinator.look(path)).html)?.[1] ?? ''
  const body = form({}, { kind: 'output', statement: 'x'.repeat(100_000) })
  body.delete('file')
  const answer = await fetch(`${app.address}${path}?_token=${token}`, { method: 'POST', headers: { cookie: coordinator.cookie }, body })
  const html = await answer.text()
  t.match([answer.status, html], [400, /The statement must be 20000 characters or fewer/])
  t.ok(html.includes('x'.repeat(100_000)), 'nothing of it is lost')
})

t.test('all that is wrong with evidence is told at once: its fields, that it is one of three, and what is in its file', async (t) => {
  const path = `/actions/${actionId}/evidence/new`
  const told = async (body: FormData) => {
    const token = /\?_token=([\w-]+)/.exec((await coordinator.look(path)).html)?.[1] ?? ''
    const answer = await fetch(`${app.address}${path}?_token=${token}`, { method: 'POST', headers: { accept: 'text/html', cookie: coordinator.cookie }, body })
    const html = await answer.text()
    return [answer.status, /class="govuk-error-summary"[^]*?<\/ul>/.exec(html)?.[0].replaceAll(/<[^>]+>|\s+/g, ' ').replaceAll(/ +/g, ' ')]
  }
  const nothing = form({ content: Buffer.alloc(0), name: '', type: 'application/octet-stream' }, { title: '' })
  t.match(await told(nothing), [400, /There is a problem Enter what it is, in a line .*Give one of the three: a file, an address or a statement/])
  t.match(await told(form({}, { statement: 'Twelve of twenty.' })), [400, /There is a problem Give one of the three/])
  t.match(await told(form({ content: Buffer.from('A form'), name: 'form.pdf' }, { title: '' })), [400, /Enter what it is, in a line form\.pdf is not what its name says: it holds plain text\. Choose another file, or let its name end in \.txt\./])
  t.match(await told(form({ content: Buffer.from('MZ\0\x01'), name: 'form.exe' })), [400, /The file holds none of what is taken: a PDF, a Word document/])
})

t.test('what only the rules know is told at its field, in words for people', async (t) => {
  t.match((await coordinator.send('/agencies/new', { name: 'Another', code: 'csc', kind: 'other' })).text, /There is a problem Another agency of the partnership has this short name/)
  t.match((await coordinator.send('/agencies/new', { name: 'Another', code: 'other', kind: 'other', ...dayFields('validFrom', '2026-02-02'), ...dayFields('validTo', '2026-02-01') })).text, /There is a problem Last day must not be before the first day/)
  const late = await coordinator.send(`/actions/${actionId}/extensions/new`, { reason: 'A post is vacant.', interimRiskControl: 'The manager reads each list.', ...dayFields('proposedDueOn', '2026-03-03') })
  t.match([late.text, late.html], [/New due date must be later than the present one/, 'href="#proposedDueOn"'])
  t.match((await coordinator.look('/actions/01')).text, /^Page not found There is nothing at this address/)
})

t.test('a webhook that is told of nothing is asked what', async (t) => {
  t.match((await coordinator.send('/webhooks/new', { url: 'https://example.org/hook' })).text, /There is a problem Choose what it is told of/)
})

/** The names of what people fill in, not of what a form carries unseen. */
function fieldsIn (html: string): string[] {
  const main = /<main[^]*<\/main>/.exec(html)?.[0] ?? ''
  return [...new Set([...main.matchAll(/ name="([A-Za-z][A-Za-z-]*)"/g)].map(([, name = '']) => name))]
}

function placeOf (field: string, html: string): number {
  return html.search(new RegExp(` name="${field}[-"]`))
}
