import { hash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { brotliCompressSync, constants, gzipSync } from 'node:zlib'
import type { FastifyInstance } from 'fastify'
import { Type } from '@sinclair/typebox'
import { Refusal } from '../domain/refusal.ts'
import { govukFrontend } from './nunjucks.ts'

interface Asset { readonly type: string, readonly body: Buffer, readonly packed: Partial<Record<'br' | 'gzip', Buffer>> }

/** Style, script and icon of the pages, all from this service; their address changes with their content. */
export class Assets {
  readonly #assets: ReadonlyMap<string, Asset>
  /** Where they are, such as `/assets/3f9ac1b2c0`. */
  readonly base: string
  readonly #version: string

  constructor () {
    const texts = { 'dashboard.css': ['text/css', `${govukStyle()}\nbody{font-family:${fontStack}}\n${own('dashboard.css')}`], 'dashboard.js': ['text/javascript', own('dashboard.js')], 'live.js': ['text/javascript', own('live.js')], 'upload.js': ['text/javascript', own('upload.js')], 'govuk-frontend.js': ['text/javascript', govuk('govuk-frontend.min.js')], 'icon.svg': ['image/svg+xml', own('icon.svg')] } as const
    this.#assets = new Map(Object.entries(texts).map(([name, [type, text]]) => [name, { type: `${type}; charset=utf-8`, body: Buffer.from(text), packed: {} }]))
    this.#version = hash('sha256', JSON.stringify(texts), 'hex').slice(0, 10)
    this.base = `/assets/${this.#version}`
  }

  routes (app: FastifyInstance): void {
    const params = Type.Object({ version: Type.String({ maxLength: 64 }), name: Type.String({ maxLength: 64 }) })
    app.get<{ Params: { version: string, name: string } }>('/assets/:version/:name', { schema: { hide: true, params } }, async (request, reply) => {
      const { version, name } = request.params
      const asset = this.#assets.get(name)
      if (asset === undefined) throw new Refusal('not-found', 'Nothing is found at this address.')
      const encoding = acceptable(request.headers['accept-encoding'])
      if (encoding !== undefined) reply.header('content-encoding', encoding)
      // A page of an earlier release may still ask for its own; it is given today's, and must not keep it.
      const caching = version === this.#version ? 'public, max-age=31536000, immutable' : 'no-cache'
      return await reply.headers({ 'cache-control': caching, vary: 'accept-encoding' }).type(asset.type).send(encoding === undefined ? asset.body : packed(asset, encoding))
    })
  }
}

function acceptable (header: string | string[] | undefined): 'br' | 'gzip' | undefined {
  const accepted = String(header ?? '')
  return (['br', 'gzip'] as const).find((encoding) => new RegExp(`\\b${encoding}\\b(?!\\s*;\\s*q=0(\\.0+)?\\b)`).test(accepted))
}

/** When it is first asked for, and then kept. */
function packed (asset: Asset, encoding: 'br' | 'gzip'): Buffer {
  asset.packed[encoding] ??= encoding === 'br' ? brotliCompressSync(asset.body, { params: { [constants.BROTLI_PARAM_QUALITY]: 9 } }) : gzipSync(asset.body)
  return asset.packed[encoding]
}

function own (name: string): string {
  return readFileSync(new URL(`./assets/${name}`, import.meta.url), 'utf8')
}

function govuk (name: string): string {
  return readFileSync(join(govukFrontend, 'govuk', name), 'utf8').replace(/^\/[/*][#@]? ?sourceMappingURL=.*$/m, '')
}

// GDS Transport and the royal arms belong to GOV.UK alone (their licence says so); a partnership's service wears its own.
const fontStack = 'system-ui,-apple-system,"Segoe UI",Roboto,"Helvetica Neue",Arial,sans-serif'

function govukStyle (): string {
  return govuk('govuk-frontend.min.css')
    .replaceAll(/@font-face\{[^}]*\}/g, '')
    .replaceAll('GDS Transport,arial,sans-serif', fontStack)
    .replaceAll(/url\(\/assets\/images\/[^)]*\)/g, 'none')
    .replaceAll(/\/\*# sourceMappingURL=.*?\*\//g, '')
}
