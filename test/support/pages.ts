import type { Role } from '../../src/domain/person.ts'
import type { TestApp } from './app.ts'
import { sessionToken } from './browser.ts'

export interface Shown {
  readonly status: number
  readonly html: string
  /** What people read: without tags, spaces in one. */
  readonly text: string
  readonly location: string | null
  /** What its form carries unseen. */
  readonly hidden: Readonly<Record<string, string>>
}

export interface Visitor {
  readonly cookie: string
  look: (path: string) => Promise<Shown>
  /** Fills in the form of a page, as it is now or as it was seen before, and sends it. */
  send: (path: string, fields: Readonly<Record<string, string>>, seen?: Shown) => Promise<Shown>
}

/** Somebody who is signed in, with a browser that does no more than ask and show: quick where nothing needs a real one. */
export async function visitor (app: TestApp, role: Role): Promise<Visitor> {
  const cookie = `follow-through-session=${await sessionToken(app, role)}`
  const ask = async (path: string, body?: URLSearchParams): Promise<Shown> => {
    const answer = await fetch(`${app.address}${path}`, { method: body === undefined ? 'GET' : 'POST', redirect: 'manual', headers: { accept: 'text/html', cookie }, ...body === undefined ? {} : { body } })
    const html = await answer.text()
    return { status: answer.status, html, text: textOf(html), location: answer.headers.get('location'), hidden: hiddenIn(html) }
  }
  return {
    cookie,
    look: async (path) => await ask(path),
    send: async (path, fields, seen) => await ask(path, new URLSearchParams({ ...(seen ?? await ask(path)).hidden, ...fields }))
  }
}

/** A day as its three fields. */
export function dayFields (name: string, date: string): Record<string, string> {
  const [year = '', month = '', day = ''] = date.split('-')
  return { [`${name}-day`]: day, [`${name}-month`]: month, [`${name}-year`]: year }
}

function hiddenIn (html: string): Record<string, string> {
  const form = /<form method="post" id="form"[^]*?<\/form>/.exec(html)?.[0] ?? ''
  return Object.fromEntries([...form.matchAll(/<input type="hidden" name="([^"]+)" value="([^"]*)">/g)].map(([, name = '', value = '']) => [name, plain(value)]))
}

function textOf (html: string): string {
  return plain(html.replace(/^[^]*<main/, '<main').replaceAll(/<[^>]+>/g, ' ')).replaceAll(/\s+/g, ' ').trim()
}

function plain (text: string): string {
  const characters: Readonly<Record<string, string>> = { '&quot;': '"', '&#39;': "'", '&lt;': '<', '&gt;': '>', '&amp;': '&' }
  return text.replaceAll(/&(?:quot|#39|lt|gt|amp);/g, (entity) => characters[entity] ?? entity)
}
