import t from 'tap'
import { buildApp } from '../../src/app.ts'
import { readConfig } from '../../src/config.ts'
import { generatedFiles } from '../../src/cli/openapi.ts'
import { makeLogger } from '../../src/platform/log.ts'
import { composeServices } from '../../src/services.ts'
import { patient } from '../support/patient.ts'

// Nothing here asks the database.
const databaseUrl = 'postgres://nobody@127.0.0.1:1/nothing'
const config = readConfig({ DATABASE_URL: databaseUrl, SESSION_SECRET: 'only-for-tests-only-for-tests-only' })
const services = composeServices({ config, databaseUrl, ...patient })
const app = await buildApp(services, makeLogger('silent'))
t.teardown(async () => {
  await app.close()
  await services.close()
})

t.test('the document is served as it is committed', async (t) => {
  const yaml = await app.inject('/openapi.yaml')
  t.match(yaml.headers, { 'content-type': 'application/yaml; charset=utf-8' })
  t.equal(yaml.body, (await generatedFiles())['openapi.yaml'])
  t.match((await app.inject('/openapi.json')).json(), { openapi: '3.1.0', info: { title: 'Follow-through' } })
})

t.test('the page to read it loads nothing from elsewhere, and runs nothing inline', async (t) => {
  const page = await app.inject('/docs')
  t.equal(page.statusCode, 200)
  t.notMatch(page.headers['content-security-policy'], /unsafe|https?:|\*/)
  const loaded = [...page.body.matchAll(/(?:src|href)="([^"]+)"/g)].map(([, address = '']) => address)
  t.ok(loaded.length > 4)
  for (const address of loaded) t.equal((await app.inject(address)).statusCode, 200, address)
  t.notMatch(page.body, /<style|<script>|\son\w+=/)
})

t.test('it is tried out where it is read', async (t) => {
  t.match((await app.inject('/docs/json')).json(), { servers: [{ url: '/' }] })
})
