import type { Test } from 'tap'
import { createServer } from 'node:http'
import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { exportJWK, generateKeyPair, SignJWT } from 'jose'
import type { CryptoKey, JWTPayload } from 'jose'
import { Provider } from 'oidc-provider'
import type { Page } from 'playwright-core'

export interface Account { readonly email: string, readonly email_verified?: boolean }

export interface OpenIdProvider {
  readonly issuer: string
  /** Who can sign in there: their subject, and what the provider says of them. */
  readonly accounts: Record<string, Account>
  /** Settings of a service that people sign in to with it. */
  readonly settings: Record<string, string>
  /** An access token as the provider would sign it, but for what is given. */
  accessToken: (claims: JWTPayload, options?: { header?: object, key?: CryptoKey }) => Promise<string>
  /** Signs with another key from now on, as providers do now and then; gives the one that it no longer publishes. */
  rotateKeys: () => Promise<SigningKey>
  /** How often it was asked for its keys. */
  keysAsked: () => number
  stop: () => Promise<void>
}

interface SigningKey { readonly key: CryptoKey, readonly kid: string }

const audience = 'api://follow-through'

/** A real OpenID provider on a port of its own; it knows the service at this address. */
export async function openIdProvider (t: Test, service: string): Promise<OpenIdProvider> {
  const server = createServer()
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}` // it listens on TCP
  const accounts: Record<string, Account> = {}
  const providerWith = async ({ key, kid }: SigningKey) => new Provider(issuer, {
    clients: [{ client_id: 'follow-through', client_secret: 'only-for-tests', redirect_uris: [`${service}/sign-in/callback`], post_logout_redirect_uris: [`${service}/sign-in?done=signed_out`], backchannel_logout_uri: `${service}/sign-in/back-channel-logout`, grant_types: ['authorization_code'], response_types: ['code'] }],
    jwks: { keys: [{ ...await exportJWK(key), kid, use: 'sig', alg: 'RS256' }] },
    claims: { openid: ['sub'], email: ['email', 'email_verified'], profile: [] },
    conformIdTokenClaims: false,
    cookies: { keys: ['only-for-tests'] },
    pkce: { required: () => true },
    features: { devInteractions: { enabled: true }, rpInitiatedLogout: { enabled: true }, backchannelLogout: { enabled: true } },
    fetch: async (url: string, { dispatcher: _publicAddressesOnly, ...options }: RequestInit & { dispatcher?: unknown }) => await fetch(url, options), // the service is on this very machine
    findAccount: async (_context: unknown, subject: string) => accounts[subject] === undefined ? undefined : { accountId: subject, claims: async () => ({ sub: subject, ...accounts[subject] }) }
  } as never) // its settings are many, and these are of its documentation
  let signing = await newKey('a-key')
  let answer = (await providerWith(signing)).callback()
  let keysAsked = 0
  server.on('request', (request, response) => {
    if (request.url === '/jwks') keysAsked++
    void answer(request, response)
  })
  const stop = async (): Promise<void> => { server.closeAllConnections(); server.close(); await once(server, 'close').catch(() => {}) }
  t.teardown(async () => { if (server.listening) await stop() })
  return {
    issuer,
    accounts,
    settings: { OIDC_ISSUER: issuer, OIDC_CLIENT_ID: 'follow-through', OIDC_CLIENT_SECRET: 'only-for-tests', OIDC_AUDIENCE: audience },
    accessToken: async (claims, { header = {}, key = signing.key } = {}) =>
      await new SignJWT({ iss: issuer, aud: audience, exp: Math.floor(Date.now() / 1000) + 300, ...claims }).setProtectedHeader({ alg: 'RS256', kid: signing.kid, typ: 'at+jwt', ...header }).sign(key),
    rotateKeys: async () => {
      const removed = signing
      signing = await newKey('another-key')
      answer = (await providerWith(signing)).callback()
      return removed
    },
    keysAsked: () => keysAsked,
    stop
  }
}

async function newKey (kid: string): Promise<SigningKey> {
  const { privateKey } = await generateKeyPair('RS256', { extractable: true })
  return { key: privateKey, kid }
}

/** What somebody does at the provider's own pages: says who they are, and agrees. */
export async function passProvider (page: Page, subject: string): Promise<void> {
  await page.fill('input[name=login]', subject)
  await page.fill('input[name=password]', 'any')
  await page.click('button[type=submit]')
  await page.click('button[type=submit]')
}
