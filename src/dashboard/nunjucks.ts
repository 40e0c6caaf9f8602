import { dirname, join } from 'node:path'
import { createRequire } from 'node:module'
import { fileURLToPath } from 'node:url'
import nunjucks from 'nunjucks'
import { filters } from './filters.ts'
import { words } from './words.ts'

const views = fileURLToPath(new URL('./views', import.meta.url))
/** Where GOV.UK Frontend has its templates, style and script. */
export const govukFrontend = join(dirname(createRequire(import.meta.url).resolve('govuk-frontend/package.json')), 'dist')

/** Writes pages: what is put into them is escaped, each template is compiled once. */
export class Views {
  readonly #environment: nunjucks.Environment

  constructor (globals: object) {
    this.#environment = new nunjucks.Environment(new nunjucks.FileSystemLoader([views, govukFrontend], { watch: false, noCache: false }), { autoescape: true, trimBlocks: true, lstripBlocks: true })
    for (const [name, filter] of Object.entries(filters)) this.#environment.addFilter(name, filter as (...args: unknown[]) => unknown)
    for (const [name, value] of Object.entries({ words, ...globals })) this.#environment.addGlobal(name, value)
  }

  /** `actions` is views/pages/actions.njk. */
  page (name: string, locals: object): string {
    return this.#environment.render(`pages/${name}.njk`, locals)
  }
}
