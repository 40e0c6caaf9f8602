import * as openid from 'openid-client'
import { createRemoteJWKSet, jwtVerify } from 'jose'
import type { JWTPayload, JWTVerifyOptions } from 'jose'

/** An OpenID provider that people sign in with: each agency may have its own. */
export interface ProviderSettings {
  /** What the button says, such as the agency's name. */
  readonly name: string
  readonly issuer: string
  readonly clientId: string
  readonly clientSecret: string
  /** What access tokens for the API are made out to; undefined: it takes none from this provider. */
  readonly audience: string | undefined
  /** The domains whose addresses it may speak for; undefined: any that it says it has verified. */
  readonly emailDomains: readonly string[] | undefined
}

/** Who somebody is to a provider. */
export interface Identity {
  readonly issuer: string
  readonly subject: string
  /** An address that the provider may speak for; undefined: none. */
  readonly email: string | undefined
}

/** What has to come back from the provider with the person; kept in a sealed cookie meanwhile. */
export interface Attempt { readonly issuer: string, readonly state: string, readonly nonce: string, readonly codeVerifier: string }

/** The provider cannot be reached, or does not answer as one. */
export class ProviderUnavailable extends Error {}

/** The answer is not one to the question that was asked, or proves nothing. */
export class SignInRefused extends Error {}

// Public keys only: a token signed with a shared secret, or with nothing, proves nothing (RELIABILITY N-08).
const algorithms = ['RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512', 'ES256', 'ES384', 'ES512', 'EdDSA', 'Ed25519']
const timeoutSeconds = 8
/** By which a token says that it signs somebody out, and is no identity. */
const logoutEvent = 'http://schemas.openid.net/event/backchannel-logout'

type KeySet = ReturnType<typeof createRemoteJWKSet>

/** One provider: what it says of itself is asked for when it is first needed, and again after it could not be reached. */
export class Provider {
  readonly settings: ProviderSettings
  #asked: Promise<openid.Configuration> | undefined
  #keys: KeySet | undefined

  constructor (settings: ProviderSettings) {
    this.settings = settings
  }

  /** Where to send the person, and what to remember until they are back. */
  async begin (redirectUri: string): Promise<{ address: string, attempt: Attempt }> {
    const configuration = await this.#configuration()
    const [codeVerifier, state, nonce] = [openid.randomPKCECodeVerifier(), openid.randomState(), openid.randomNonce()]
    const address = openid.buildAuthorizationUrl(configuration, {
      redirect_uri: redirectUri, scope: 'openid email profile', response_type: 'code', state, nonce,
      code_challenge: await openid.calculatePKCECodeChallenge(codeVerifier), code_challenge_method: 'S256'
    })
    return { address: address.href, attempt: { issuer: this.settings.issuer, state, nonce, codeVerifier } }
  }

  /** Who came back; the answer is held against what was asked: state, nonce, PKCE, issuer, signature, audience, times. */
  async finish (answer: URL, { state, nonce, codeVerifier }: Attempt): Promise<{ identity: Identity, idToken: string }> {
    const configuration = await this.#configuration()
    const tokens = await told(() => openid.authorizationCodeGrant(configuration, answer, { pkceCodeVerifier: codeVerifier, expectedState: state, expectedNonce: nonce, idTokenExpected: true }))
    const claims = tokens.claims()
    if (claims === undefined || tokens.id_token === undefined) throw new SignInRefused('The provider gave no identity.')
    return { identity: { issuer: this.settings.issuer, subject: claims.sub, email: this.#emailIn(claims) }, idToken: tokens.id_token }
  }

  /** Where to sign out of the provider too; undefined where it has no such place. */
  async endSessionAddress (idToken: string, returnTo: string): Promise<string | undefined> {
    const configuration = await this.#configuration()
    if (configuration.serverMetadata().end_session_endpoint === undefined) return undefined
    return openid.buildEndSessionUrl(configuration, { id_token_hint: idToken, post_logout_redirect_uri: returnTo }).href
  }

  /** Who holds an access token for this service; undefined for one that proves nothing. */
  async holderOf (token: string): Promise<Identity | undefined> {
    const { issuer, audience } = this.settings
    if (audience === undefined) return undefined
    const claims = await this.#verified(token, audience)
    return claims?.sub === undefined ? undefined : { issuer, subject: claims.sub, email: undefined }
  }

  /** Whom the provider has signed out; undefined for a token that proves nothing (OpenID Connect Back-Channel Logout 1.0, 2.6). */
  async signedOutBy (token: string): Promise<Pick<Identity, 'issuer' | 'subject'> | undefined> {
    const claims = await this.#verified(token, this.settings.clientId, { maxTokenAge: '5 minutes', requiredClaims: ['iat', 'jti', 'sub'] })
    const { events, nonce, sub } = claims ?? {}
    if (sub === undefined || nonce !== undefined || typeof events !== 'object' || events === null || !(logoutEvent in events)) return undefined
    return { issuer: this.settings.issuer, subject: sub }
  }

  async #verified (token: string, audience: string, more: JWTVerifyOptions = { requiredClaims: ['exp', 'sub'] }): Promise<JWTPayload | undefined> {
    const configuration = await this.#configuration()
    // The keys are those of the provider's own address, whatever a token says of `jku`, `jwk` or `kid`; at most one look in 30 s.
    this.#keys ??= createRemoteJWKSet(new URL(configuration.serverMetadata().jwks_uri ?? ''), { timeoutDuration: timeoutSeconds * 1_000 })
    try {
      const { payload } = await jwtVerify(token, this.#keys, { issuer: configuration.serverMetadata().issuer, audience, algorithms, clockTolerance: 30, ...more })
      return payload
    } catch (error) {
      if (isOutOfReach(error)) throw new ProviderUnavailable('The provider’s keys cannot be read.', { cause: error })
      return undefined
    }
  }

  /** The address, where the provider may speak for it: of its own domains, or else one that it says it has verified. */
  #emailIn (claims: Readonly<Record<string, unknown>>): string | undefined {
    const { email, email_verified: verified } = claims
    if (typeof email !== 'string' || verified === false) return undefined
    const domain = email.slice(email.lastIndexOf('@') + 1).toLowerCase()
    const { emailDomains } = this.settings
    return (emailDomains === undefined ? verified === true : emailDomains.includes(domain)) ? email : undefined
  }

  async #configuration (): Promise<openid.Configuration> {
    this.#asked ??= this.#discover()
    try {
      return await this.#asked
    } catch (error) {
      this.#asked = undefined
      throw new ProviderUnavailable(`${this.settings.name} cannot be reached.`, { cause: error })
    }
  }

  async #discover (): Promise<openid.Configuration> {
    const { issuer, clientId, clientSecret } = this.settings
    const plain = issuer.startsWith('http:') ? [openid.allowInsecureRequests] : [] // config.ts lets only this machine's own through
    const configuration = await openid.discovery(new URL(issuer), clientId, clientSecret, openid.ClientSecretBasic(clientSecret), { execute: plain, timeout: timeoutSeconds })
    openid.enableNonRepudiationChecks(configuration) // the identity is signed, and the signature looked at, TLS or not
    return configuration
  }
}

/** With or without the slash at the end: providers are not of one mind. */
export function sameIssuer (one: string, other: string | undefined): boolean {
  return one.replace(/\/$/, '') === other?.replace(/\/$/, '')
}

async function told<Answer> (ask: () => Promise<Answer>): Promise<Answer> {
  try {
    return await ask()
  } catch (error) {
    if (isOutOfReach(error)) throw new ProviderUnavailable('The provider does not answer.', { cause: error })
    throw new SignInRefused('The answer of the provider proves nothing.', { cause: error })
  }
}

// A connection that failed, or was too slow; by the names that fetch, openid-client and jose give it.
function isOutOfReach (error: unknown): boolean {
  for (let cause: unknown = error; cause instanceof Error; cause = cause.cause) {
    const code = 'code' in cause ? String(cause.code) : ''
    if (cause.name === 'TimeoutError' || /^(ECONN|ENOTFOUND|EAI_|ETIMEDOUT|UND_ERR|ERR_JWKS_TIMEOUT|OAUTH_TIMEOUT)/.test(code)) return true
  }
  return false
}
