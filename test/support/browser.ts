import root from 'tap'
import type { Test } from 'tap'
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import packed from '@sparticuz/chromium'
import { chromium } from 'playwright-core'
import type { Browser, BrowserContextOptions, Page } from 'playwright-core'
import type { Role } from '../../src/domain/person.ts'
import { callerOf, startSession } from '../../src/features/sessions/commands.ts'
import { actAs } from '../../src/features/work.ts'
import type { TestApp } from './app.ts'

export interface TestBrowser {
  /** A page of a browser of its own: no cookies, nothing remembered; fails the test on an error in the page or a breach of its policy. */
  open: (t: Test, options?: BrowserContextOptions) => Promise<Page>
  /** The same, signed in as a role of the cast. */
  signIn: (t: Test, role: Role, options?: BrowserContextOptions) => Promise<Page>
}

const desktop = { width: 1280, height: 900 }
/** The narrowest that WCAG asks for (1.4.10). */
const narrow = { width: 320, height: 700 }

/** A real Chromium; it comes from a package, so that nothing need be installed. */
export async function testBrowser (app: TestApp): Promise<TestBrowser> {
  const browser = await chromiumOfTheProcess()
  const open: TestBrowser['open'] = async (t, options = {}) => {
    const context = await browser.newContext({ baseURL: app.address, viewport: desktop, ...options })
    context.setDefaultTimeout(60_000)
    const page = await context.newPage()
    page.on('pageerror', (error) => { t.fail(`the page threw: ${error.message}`) })
    page.on('console', (message) => {
      const isOurs = message.location().url.startsWith(app.address)
      if (isOurs && message.type() === 'error' && !/the server responded with a status of/.test(message.text())) t.fail(`the browser complains: ${message.text()}`)
    })
    t.teardown(async () => { await context.close() })
    return page
  }
  return {
    open,
    signIn: async (t, role, options) => {
      const page = await open(t, options)
      await giveSession(app, role, page)
      return page
    }
  }
}

let running: Browser | undefined

/** One for all pages of the process, which share nothing in it: each has a context of its own. A new one if it has crashed. */
async function chromiumOfTheProcess (): Promise<Browser> {
  if (running?.isConnected() !== true) {
    const browser = await launch()
    root.teardown(async () => { await browser.close() })
    running = browser
  }
  return running
}

/** Tried twice: Chromium has been seen to crash as it began (in libc, once in many hundred times), which says nothing of our pages. */
async function launch (): Promise<Browser> {
  // The package's own arguments would switch off what browsers protect pages with, which is tested here. One process draws the pages of all people: a new one takes a fifth of a second.
  const options = { executablePath: await packed.executablePath(), args: ['--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage', '--renderer-process-limit=1'], headless: true }
  return await chromium.launch(options).catch(async () => await chromium.launch(options))
}

/** As if the person had just come in by a link. */
async function giveSession (app: TestApp, role: Role, page: Page): Promise<void> {
  await page.context().addCookies([{ name: 'follow-through-session', value: await sessionToken(app, role), url: app.address, httpOnly: true, sameSite: 'Lax' }])
}

/** The token of a new session, for requests without a browser. */
export async function sessionToken ({ services, people, agencies, partnershipId }: TestApp, role: Role): Promise<string> {
  const agencyId = { coordinator: agencies.unit, contributor: agencies.csc, reviewer: agencies.police, scrutineer: agencies.independent, viewer: agencies.unit }[role]
  const person = { partnershipId, personId: people[role], name: `A ${role}`, role, agencyId }
  const by = callerOf({ ...person, partnershipCode: 'test', partnershipName: '', timeZone: 'Europe/London', agencyName: '', active: true, agency: { validFrom: null, validTo: null } })
  return await actAs(services, { by, timeZone: 'Europe/London', requestId: 'a-test' }, async (work) => startSession(work, 'link'))
}

const axeScript = readFileSync(fileURLToPath(import.meta.resolve('axe-core/axe.min.js')), 'utf8')
const standards = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']

interface Finding { readonly id: string, readonly nodes: readonly string[] }

/** WCAG 2.2 AA, as far as a machine can tell: nothing is found. */
export async function axe (t: Test, page: Page): Promise<void> {
  // Told directly: the package that does so for Playwright looks for frames, of which we have none, and takes twice the time.
  await page.evaluate(axeScript)
  const findings = await page.evaluate<Finding[]>(`axe.run(document, ${JSON.stringify({ runOnly: standards, resultTypes: ['violations'] })})
    .then(({ violations }) => violations.map(({ id, nodes }) => ({ id, nodes: nodes.map(({ html }) => html) })))`)
  t.strictSame(findings, [], `axe finds nothing at ${new URL(page.url()).pathname}`)
}

/** At 320 px nothing may need moving sideways; and the page as people see it, wide and narrow, for people to look at. */
export async function screenshot (t: Test, page: Page, name: string): Promise<void> {
  await picture(page, name)
  await page.setViewportSize(narrow)
  t.equal(await page.evaluate('document.documentElement.scrollWidth <= window.innerWidth'), true, `${name} fits into 320 px`)
  await picture(page, `${name}-320`)
  await page.setViewportSize(desktop)
}

/** As screenshots/<name>.png, with SCREENSHOTS=yes: where nobody will look at them, painting them is a quarter of a test's time. */
export async function picture (page: Page, name: string): Promise<void> {
  if (process.env['SCREENSHOTS'] === 'yes') await page.screenshot({ path: `screenshots/${name}.png`, fullPage: true })
}

/** Axe and the narrow page, in one. */
export async function inspect (t: Test, page: Page, name: string): Promise<void> {
  await axe(t, page)
  await screenshot(t, page, name)
}
