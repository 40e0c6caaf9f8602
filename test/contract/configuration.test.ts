import t from 'tap'
import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { ConfigError, readConfig } from '../../src/config.ts'

function faultsOf (variables: Record<string, string>): string[] {
  try {
    readConfig(variables)
    return []
  } catch (error) {
    return error instanceof ConfigError ? error.message.split('\n').slice(1).map((line) => line.slice('  - '.length)) : [`no ConfigError: ${String(error)}`]
  }
}

t.test('what would be taken for something that it does not say is a fault', async (t) => {
  for (const port of ['3000.5', '1e3', '0x10', 'true', ' 3000', '-1', '65536']) t.strictSame(faultsOf({ PORT: port }), ['PORT: a whole number from 0 to 65535'], port)
  for (const url of ['https://', 'https://a b', 'https://x?q', 'https://x#y', 'https://user@x', 'https://x:99999']) t.match(faultsOf({ PUBLIC_URL: url }), [/^PUBLIC_URL: of another form: for example https:/], url)
  for (const host of ['http://x', ' ', '300.1.1.1']) t.match(faultsOf({ HOST: host }), [/^HOST: of another form/], host)
  t.match(faultsOf({ CLAMD_URL: 'tcp://clamd.example:99999' }), [/^CLAMD_URL: of another form/])
  t.strictSame(faultsOf({ PORT: '0', HOST: '::1', PUBLIC_URL: 'https://follow-through.example/', RATE_LIMIT_PER_MINUTE: '007' }), [])
})

t.test('what is wrong with the file of providers is told with the rest', async (t) => {
  const file = join(t.testdir(), 'providers.json')
  writeFileSync(file, '[{ "name": "Harrow" }]')
  const faults = faultsOf({ OIDC_PROVIDERS_FILE: file, EXAMPLE_DATA: 'maybe', METRICS_TOKEN: 'short' })
  for (const fault of ['EXAMPLE_DATA: true or false', 'METRICS_TOKEN: at least 32 characters', 'OIDC_PROVIDERS_FILE: /0/issuer Expected required property']) t.ok(faults.includes(fault), fault)
  t.match(faultsOf({ OIDC_PROVIDERS_FILE: `${file}.not`, PORT: 'x' }), [/^PORT: /, /^OIDC_PROVIDERS_FILE: .* cannot be read as JSON/])
})

t.test('reading the configuration writes nothing; a secret is made when it is first asked for, and stays', async (t) => {
  const dataDir = join(t.testdir(), 'data')
  const config = readConfig({ DATA_DIR: dataDir })
  t.notOk(existsSync(dataDir))

  t.equal(config.sessionSecret, readFileSync(join(dataDir, 'session-secret'), 'utf8'))
  t.equal(config.checkpointKey, config.sessionSecret)
  t.equal(readConfig({ DATA_DIR: dataDir }).sessionSecret, config.sessionSecret)
  t.equal(statSync(join(dataDir, 'session-secret')).mode & 0o777, 0o600)
})
