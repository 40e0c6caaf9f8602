import type { Test } from 'tap'
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { createHmac } from 'node:crypto'
import { exportJWK, generateKeyPair, SignJWT } from 'jose'
import type { CryptoKey, JWK, JWTPayload } from 'jose'

/** Makes a token, given what an honest one would say. */
export type Forge = (honest: JWTPayload, tools: Tools) => Promise<string>

export interface Tools {
  readonly issuer: string
  readonly clientSecret: string
  readonly publicKey: JWK
  /** Signs with the key that the provider has published, unless another is given. */
  sign: (claims: JWTPayload, header?: object, key?: CryptoKey) => Promise<string>
  strangersKey: () => Promise<CryptoKey>
}

export interface HostileProvider {
  readonly issuer: string
  readonly settings: Record<string, string>
  /** What it gives instead of an honest token from now on. */
  forge: Forge
  /** Every path that it has been asked for. */
  readonly asked: string[]
  readonly tools: Tools
}

const clientId = 'follow-through'
const clientSecret = 'only-for-tests-only-for-tests-32'

export const honest: Forge = async (claims, { sign }) => await sign(claims)

/** An OpenID provider that speaks the protocol, and lies in its tokens as a test has it. */
export async function hostileProvider (t: Test): Promise<HostileProvider> {
  const pair = await generateKeyPair('RS256', { extractable: true })
  const jwk: JWK = { ...await exportJWK(pair.publicKey), kid: 'key-1', use: 'sig', alg: 'RS256' }
  let nonce = ''
  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url ?? '/', 'http://provider.invalid')
    provider.asked.push(pathname)
    const answer = (body: object): void => { response.setHeader('content-type', 'application/json').end(JSON.stringify(body)) }
    if (pathname === '/.well-known/openid-configuration') answer(described(provider.issuer))
    else if (pathname === '/jwks') answer({ keys: [jwk] })
    else if (pathname === '/token') void forged().then((token) => { answer({ access_token: 'x', token_type: 'bearer', id_token: token }) })
    else response.writeHead(404).end()
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  t.teardown(() => { server.closeAllConnections(); server.close() })
  const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}` // it listens on TCP
  const tools: Tools = {
    issuer,
    clientSecret,
    publicKey: jwk,
    sign: async (claims, header = {}, key = pair.privateKey) => await new SignJWT(claims).setProtectedHeader({ alg: 'RS256', kid: jwk.kid ?? '', ...header }).sign(key),
    strangersKey: async () => (await generateKeyPair('RS256')).privateKey
  }
  const forged = async (): Promise<string> => await provider.forge(honestClaims(issuer, nonce), tools)
  const provider: HostileProvider & { expect: (nonce: string) => void } = {
    issuer,
    settings: { OIDC_ISSUER: issuer, OIDC_CLIENT_ID: clientId, OIDC_CLIENT_SECRET: clientSecret },
    forge: honest,
    asked: [],
    tools,
    expect: (expected) => { nonce = expected }
  }
  return provider
}

/** What somebody's browser brings back from it: the answer to the question that the service sent it with. */
export async function comeBack (service: string, provider: HostileProvider, changes: Readonly<Record<string, string>> = {}): Promise<Response> {
  const sent = await fetch(`${service}/sign-in/with/1`, { redirect: 'manual' })
  const question = new URL(sent.headers.get('location') ?? '').searchParams
  const expecting = provider as HostileProvider & { expect: (nonce: string) => void } // made above
  expecting.expect(question.get('nonce') ?? '')
  const cookie = sent.headers.getSetCookie().map((each) => each.split(';', 1)[0]).join('; ')
  const answer = new URLSearchParams({ code: 'a-code', state: question.get('state') ?? '', iss: provider.issuer, ...changes })
  return await fetch(`${service}/sign-in/callback?${answer}`, { redirect: 'manual', headers: { cookie, accept: 'text/html' } })
}

/** A token that is signed with a secret, or with nothing. */
export function plainToken (header: object, claims: JWTPayload, secret?: string): string {
  const body = [header, claims].map((part) => Buffer.from(JSON.stringify(part)).toString('base64url')).join('.')
  return `${body}.${secret === undefined ? '' : createHmac('sha256', secret).update(body).digest('base64url')}`
}

function honestClaims (issuer: string, nonce: string): JWTPayload {
  const now = Math.floor(Date.now() / 1_000)
  return { iss: issuer, aud: clientId, sub: 'kim', iat: now, exp: now + 300, nonce, email: 'reviewer@test.example', email_verified: true }
}

function described (issuer: string): object {
  return {
    issuer, authorization_endpoint: `${issuer}/auth`, token_endpoint: `${issuer}/token`, jwks_uri: `${issuer}/jwks`, response_types_supported: ['code'], subject_types_supported: ['public'],
    id_token_signing_alg_values_supported: ['RS256', 'HS256', 'none'], authorization_response_iss_parameter_supported: true, code_challenge_methods_supported: ['S256']
  }
}
