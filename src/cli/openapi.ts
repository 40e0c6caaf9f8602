import { writeFile } from 'node:fs/promises'
import { readConfig } from '../config.ts'
import type { Command } from './command.ts'

const root = new URL('../../', import.meta.url)

export const openapi: Command = {
  name: 'openapi',
  summary: 'Writes openapi.yaml and docs/problems.md from the routes and the catalogue of problems. Needs no database.',
  options: {},
  run: async () => {
    const files = await generatedFiles()
    for (const [name, text] of Object.entries(files)) await writeFile(new URL(name, root), text)
    return `Wrote ${Object.keys(files).join(' and ')}.`
  }
}

/** The files that are made from the code, by their place in the repository. */
export async function generatedFiles (): Promise<Record<string, string>> {
  // The other commands do without the whole service, and are quicker for it.
  const [{ buildApp }, { composeServices }, { apiDocument, asYaml }, { problemsPage }, { makeLogger }] = await Promise.all([
    import('../app.ts'), import('../services.ts'), import('../platform/http/api-document.ts'), import('../platform/http/problems-page.ts'), import('../platform/log.ts')
  ])
  // The same on every machine: nothing here depends on how this one is configured, and nothing is connected to.
  const databaseUrl = 'postgres://nobody@127.0.0.1:1/nothing'
  const config = readConfig({ DATABASE_URL: databaseUrl, SESSION_SECRET: 'signs-nothing-signs-nothing-signs' })
  const services = composeServices({ config, databaseUrl })
  const app = await buildApp(services, makeLogger('silent'))
  try {
    await app.ready()
    return { 'openapi.yaml': asYaml(apiDocument(app)), 'docs/problems.md': problemsPage() }
  } finally {
    await app.close()
    await services.close()
  }
}
