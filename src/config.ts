import { isIPv6 } from 'node:net'
import { join } from 'node:path'
import { Type } from '@sinclair/typebox'
import type { Static, TLiteral, TSchema } from '@sinclair/typebox'
import { Value } from '@sinclair/typebox/value'
import type { ProviderSettings } from './platform/openid/provider.ts'
import { faultsOfProvidersFile, issuerForm, providersIn } from './platform/openid/providers-file.ts'
import { keptSecrets } from './platform/kept-secrets.ts'
import { OperatorFault } from './platform/operator-fault.ts'

/** Every variable, with its form and default; `.env.example` explains each. */
const Environment = Type.Object({
  HOST: Type.String({ pattern: '^[^\\s/]+$', default: '127.0.0.1', examples: ['0.0.0.0'] }),
  PORT: Type.Integer({ minimum: 0, maximum: 65_535, default: 3000 }),
  PUBLIC_URL: Type.Optional(Type.String({ pattern: '^https?://[^\\s?#@]+$', examples: ['https://follow-through.example.gov.uk'] })),
  DATABASE_URL: Type.Optional(Type.String({ pattern: '^postgres(ql)?://', examples: ['postgres://user:password@database.example:5432/follow_through'] })),
  DATABASE_OWNER_URL: Type.Optional(Type.String({ pattern: '^postgres(ql)?://', examples: ['postgres://user:password@database.example:5432/follow_through'] })),
  DATA_DIR: Type.String({ minLength: 1, default: '.data' }),
  STORAGE_URL: Type.Optional(Type.String({ pattern: '^(file:///|s3://[^/?]+/?(\\?|$))', examples: ['file:///srv/follow-through/files or s3://bucket?region=eu-west-2'] })),
  CLAMD_URL: Type.Optional(Type.String({ pattern: '^(tcp://[^/@]+:[0-9]+$|unix:/)', examples: ['tcp://clamd.example:3310 or unix:/run/clamav/clamd.ctl'] })),
  EXAMPLE_DATA: Type.Optional(Type.Boolean()),
  WORKER: Type.Union([Type.Literal('inline'), Type.Literal('off')], { default: 'inline' }),
  SMTP_URL: Type.Optional(Type.String({ pattern: '^smtps?://', examples: ['smtps://user:password@mail.example:465'] })),
  MAIL_FROM: Type.Optional(Type.String({ pattern: '^([^<>@,\\r\\n]*<[^\\s<>@,]+@[^\\s<>@,]+>|[^\\s<>@,]+@[^\\s<>@,]+)$', examples: ['Follow-through <reminders@council.example>'] })),
  GOVUK_NOTIFY_API_KEY: Type.Optional(Type.String({ minLength: 73 })),
  GOVUK_NOTIFY_TEMPLATE_ID: Type.Optional(Type.String({ pattern: '^[0-9a-fA-F-]{36}$', examples: ['f33517ff-2a88-4f6e-b855-c550268ce08a'] })),
  LOG_LEVEL: Type.Union(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'].map((level) => Type.Literal(level)), { default: 'info' }),
  RATE_LIMIT_PER_MINUTE: Type.Integer({ minimum: 1, maximum: 10_000_000, default: 6000 }),
  PARTNERSHIP_LIMIT_PER_MINUTE: Type.Integer({ minimum: 1, maximum: 100_000_000, default: 60_000 }),
  SESSION_SECRET: Type.Optional(Type.String({ minLength: 32 })),
  METRICS_TOKEN: Type.Optional(Type.String({ minLength: 32 })),
  SECRETS_KEY: Type.Optional(Type.String({ minLength: 32 })),
  CHECKPOINT_KEY: Type.Optional(Type.String({ minLength: 32 })),
  CHECKPOINTS_DIR: Type.Optional(Type.String({ minLength: 1 })),
  OIDC_ISSUER: Type.Optional(Type.String({ pattern: issuerForm, examples: ['https://login.microsoftonline.com/<tenant>/v2.0'] })),
  OIDC_CLIENT_ID: Type.Optional(Type.String({ minLength: 1 })),
  OIDC_CLIENT_SECRET: Type.Optional(Type.String({ minLength: 1 })),
  OIDC_AUDIENCE: Type.Optional(Type.String({ minLength: 1 })),
  OIDC_EMAIL_DOMAINS: Type.Optional(Type.String({ pattern: '^[A-Za-z0-9.-]+(,[A-Za-z0-9.-]+)*$', examples: ['harrow.gov.uk'] })),
  OIDC_PROVIDERS_FILE: Type.Optional(Type.String({ minLength: 1 })),
  WEBHOOK_ALLOW_HOSTS: Type.Optional(Type.String({ pattern: '^[^\\s,/@]+:[0-9]+(,[^\\s,/@]+:[0-9]+)*$', examples: ['receiver.test:8080,127.0.0.1:9000'] }))
})

type Environment = Static<typeof Environment>

export interface Config {
  readonly host: string
  readonly port: number
  /** Where callers reach the service; links in answers and messages begin with it. */
  readonly publicUrl: string
  /** Undefined: the service runs its own PostgreSQL under `dataDir`. */
  readonly databaseUrl: string | undefined
  readonly databaseOwnerUrl: string | undefined
  readonly dataDir: string
  /** Where files are kept; undefined: a folder under `dataDir`. */
  readonly storageUrl: string | undefined
  /** Undefined: files are not scanned, and are marked so. */
  readonly clamdUrl: string | undefined
  /** Undefined: load the example when the embedded database is new. */
  readonly exampleData: boolean | undefined
  readonly worker: 'inline' | 'off'
  /** Undefined: messages go by GOV.UK Notify, or are written to a folder under `dataDir`. */
  readonly smtpUrl: string | undefined
  readonly mailFrom: string
  readonly govukNotify: { readonly apiKey: string, readonly templateId: string } | undefined
  readonly logLevel: string
  /** Requests of one key, in one process. */
  readonly rateLimitPerMinute: number
  /** Requests of all keys and people of one partnership, in one process. */
  readonly partnershipLimitPerMinute: number
  readonly sessionSecret: string
  /** What opens `/metrics`; undefined: there is no such address. */
  readonly metricsToken: string | undefined
  /** What the secrets in the database are encrypted under. */
  readonly secretsKey: string
  /** What the key is made from that signs how far the events have come. */
  readonly checkpointKey: string
  /** Where those signatures are kept: outside the database. */
  readonly checkpointsDir: string
  /** As `host:port`: sent to although they are not of the public internet. */
  readonly webhookAllowHosts: readonly string[]
  /** Where people sign in; none: by links alone. */
  readonly providers: readonly ProviderSettings[]
}

/** In the data folder of the embedded service: the `publicUrl` of its last start. */
export const publicUrlFile = 'public-url'

/** All that is wrong with the configuration, in one list. */
export class ConfigError extends OperatorFault {
  constructor (faults: readonly string[]) {
    super(`The configuration is not right:\n${faults.map((fault) => `  - ${fault}`).join('\n')}`)
    this.name = 'ConfigError'
  }
}

/** Reads the configuration once; the only place that looks at the environment. */
export function readConfig (variables: NodeJS.ProcessEnv): Config {
  const environment = checked(variables)
  const secret = keptSecrets(environment.DATA_DIR)
  const sessionSecret = (): string => environment.SESSION_SECRET ?? secret('session-secret')
  return {
    host: environment.HOST,
    port: environment.PORT,
    publicUrl: (environment.PUBLIC_URL ?? addressOf(environment.HOST, environment.PORT)).replace(/\/$/, ''),
    databaseUrl: environment.DATABASE_URL,
    databaseOwnerUrl: environment.DATABASE_OWNER_URL ?? environment.DATABASE_URL,
    dataDir: environment.DATA_DIR,
    storageUrl: environment.STORAGE_URL,
    clamdUrl: environment.CLAMD_URL,
    exampleData: environment.EXAMPLE_DATA,
    worker: environment.WORKER,
    smtpUrl: environment.SMTP_URL,
    mailFrom: environment.MAIL_FROM ?? fromNowhere,
    govukNotify: notifyOf(environment),
    logLevel: environment.LOG_LEVEL,
    rateLimitPerMinute: environment.RATE_LIMIT_PER_MINUTE,
    partnershipLimitPerMinute: environment.PARTNERSHIP_LIMIT_PER_MINUTE,
    get sessionSecret () { return sessionSecret() },
    get metricsToken () { return environment.METRICS_TOKEN ?? (environment.DATABASE_URL === undefined ? secret('metrics-token') : undefined) },
    get secretsKey () { return environment.SECRETS_KEY ?? sessionSecret() },
    get checkpointKey () { return environment.CHECKPOINT_KEY ?? sessionSecret() },
    checkpointsDir: environment.CHECKPOINTS_DIR ?? join(environment.DATA_DIR, 'checkpoints'),
    webhookAllowHosts: environment.WEBHOOK_ALLOW_HOSTS?.split(',') ?? [],
    providers: [...providerOf(environment), ...providersIn(environment.OIDC_PROVIDERS_FILE)]
  }
}

function checked (variables: NodeJS.ProcessEnv): Environment {
  const given = Object.fromEntries(Object.keys(Environment.properties).map((name) => [name, variables[name] || undefined]))
  const misread = misreadings(given)
  const environment = Value.Convert(Environment, Value.Default(Environment, { ...given }))
  const misfits = [...Value.Errors(Environment, environment)].map(({ path, message, schema }) => `${path.slice(1)}: ${formOf(schema) ?? message}`)
  const faults = [...misfits, ...misread]
  if (variables['DATABASE_URL'] && !variables['SESSION_SECRET']) faults.push('SESSION_SECRET: required with DATABASE_URL (at least 32 characters)')
  faults.push(...mailFaults(given), ...providerFaults(given), ...faultsOfProvidersFile(given['OIDC_PROVIDERS_FILE']).map((fault) => `OIDC_PROVIDERS_FILE: ${fault}`))
  if (faults.length > 0) throw new ConfigError([...new Set(faults)])
  return Value.Decode(Environment, environment)
}

/** What a variable should look like, in words. */
function formOf ({ anyOf, examples, type, minimum, maximum, minLength }: TSchema): string | undefined {
  if (Array.isArray(anyOf)) return `one of ${anyOf.map((choice: TLiteral) => choice.const).join(', ')}`
  if (Array.isArray(examples)) return `of another form: for example ${examples.join(', ')}`
  if (type === 'integer') return `a whole number from ${minimum} to ${maximum}`
  if (type === 'boolean') return 'true or false'
  return minLength > 1 ? `at least ${minLength} characters` : undefined
}

/** What would be taken for something that it does not say: 3000.5 or true for a number, and addresses that no client can read. */
function misreadings (given: Readonly<Record<string, string | undefined>>): string[] {
  return Object.entries(Environment.properties).flatMap(([name, schema]: [string, TSchema]) => {
    const text = given[name]
    return text === undefined || isReadable(name, schema, text) ? [] : [`${name}: ${formOf(schema)}`]
  })
}

function isReadable (name: string, { type }: TSchema, text: string): boolean {
  if (name === 'HOST') return URL.canParse(addressOf(text, 0)) // 300.1.1.1 is none
  return type === 'integer' ? /^[0-9]+$/.test(text) : !name.endsWith('_URL') || URL.canParse(text)
}

function addressOf (host: string, port: number): string {
  return `http://${isIPv6(host) ? `[${host}]` : host}:${port}`
}

function mailFaults (given: Readonly<Record<string, string | undefined>>): string[] {
  const faults: string[] = []
  if (given['SMTP_URL'] && !given['MAIL_FROM']) faults.push('MAIL_FROM: required with SMTP_URL: the address that messages come from')
  if (!given['GOVUK_NOTIFY_API_KEY'] !== !given['GOVUK_NOTIFY_TEMPLATE_ID']) faults.push('GOVUK_NOTIFY_API_KEY, GOVUK_NOTIFY_TEMPLATE_ID: one needs the other')
  if (given['SMTP_URL'] && given['GOVUK_NOTIFY_API_KEY']) faults.push('SMTP_URL, GOVUK_NOTIFY_API_KEY: messages go one way; set one of them')
  return faults
}

// Stands on the messages in the outbox, which nobody can answer.
const fromNowhere = 'Follow-through <reminders@follow-through.invalid>'

function notifyOf ({ GOVUK_NOTIFY_API_KEY: apiKey, GOVUK_NOTIFY_TEMPLATE_ID: templateId }: Environment): Config['govukNotify'] {
  return apiKey === undefined || templateId === undefined ? undefined : { apiKey, templateId }
}

const oneProvider = ['OIDC_ISSUER', 'OIDC_CLIENT_ID', 'OIDC_CLIENT_SECRET'] as const

function providerFaults (given: Readonly<Record<string, string | undefined>>): string[] {
  const missing = oneProvider.filter((name) => !given[name])
  const faults = missing.length === 0 || missing.length === oneProvider.length ? [] : [`${missing.join(', ')}: ${oneProvider.join(', ')} go together`]
  // A proof of who somebody is, made out to this service, must not pass for a key to its API (RELIABILITY N-09).
  if (given['OIDC_AUDIENCE'] && given['OIDC_AUDIENCE'] === given['OIDC_CLIENT_ID']) faults.push('OIDC_AUDIENCE: must differ from OIDC_CLIENT_ID')
  return faults
}

function providerOf ({ OIDC_ISSUER: issuer, OIDC_CLIENT_ID: clientId, OIDC_CLIENT_SECRET: clientSecret, OIDC_AUDIENCE: audience, OIDC_EMAIL_DOMAINS: domains }: Environment): ProviderSettings[] {
  if (issuer === undefined || clientId === undefined || clientSecret === undefined) return []
  return [{ name: 'your organisation’s account', issuer, clientId, clientSecret, audience, emailDomains: domains?.toLowerCase().split(',') }]
}
