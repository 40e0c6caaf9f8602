import t from 'tap'
import { testApp } from '../support/app.ts'
import { buildMeasure, buildRecommendation } from '../support/build.ts'
import { buildStarted } from '../support/evidence.ts'
import { visitor } from '../support/pages.ts'

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
    t.same(faulty, faulty.toSorted((one, other) => placeOf(one, told.html) - placeOf(other, told.html)))
  })
}

/** The names of what people fill in, not of what a form carries unseen. */
function fieldsIn (html: string): string[] {
  const main = /<main[^]*<\/main>/.exec(html)?.[0] ?? ''
  return [...new Set([...main.matchAll(/ name="([A-Za-z][A-Za-z-]*)"/g)].map(([, name = '']) => name))]
}

function placeOf (field: string, html: string): number {
  return html.search(new RegExp(` name="${field}[-"]`))
}
