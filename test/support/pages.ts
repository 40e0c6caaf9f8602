import type { Test } from 'tap'
import type { Role } from '../../src/domain/person.ts'
import type { TestApp } from './app.ts'
import { sessionToken } from './browser.ts'
import { buildAction } from './build.ts'

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

/** The form went on to another page; gives the id in its address. */
export function sent (t: Test, { status, location, text }: Shown, to: RegExp): string {
  t.equal(status, 303, text.slice(0, 300))
  t.match(location, to)
  return /[0-9a-f-]{36}/.exec(location ?? '')?.[0] ?? ''
}

/** The form is shown again, or refused: at this status and with these words. */
export function shownAgain (t: Test, { status, text }: Shown, expected: number, says: RegExp): void {
  t.match([status, text], [expected, says])
}

interface Guarded {
  readonly form: string
  readonly typed: Readonly<Record<string, string>>
  readonly linkedFrom: string
  /** The same form of another partnership's thing. */
  readonly foreign: string
}

/** Neither the form nor a way to it is there for others, nor is it taken from them; of another partnership's thing nothing is there. */
export async function isForCoordinatorsAlone (t: Test, app: TestApp, { form, typed, linkedFrom, foreign }: Guarded): Promise<void> {
  const coordinator = await visitor(app, 'coordinator')
  t.match((await coordinator.look(linkedFrom)).html, `href="${form}"`)
  const everybodys = `/actions/${(await buildAction(app)).id}/comments/new` // it has the token of whoever looks at it
  for (const role of ['contributor', 'reviewer', 'scrutineer', 'viewer'] as const) {
    const other = await visitor(app, role)
    shownAgain(t, await other.look(form), 403, /You may not do this/)
    shownAgain(t, await other.send(form, typed, await other.look(everybodys)), 403, /You may not do this/)
    t.notMatch((await other.look(linkedFrom)).html, `href="${form}"`, `${role} is not led there`)
  }
  t.equal((await coordinator.look(foreign)).status, 404)
  t.equal((await coordinator.send(foreign, typed, await coordinator.look(form))).status, 404)
}

function hiddenIn (html: string): Record<string, string> {
  const form = /<form method="post" id="form"[^]*?<\/form>/.exec(html)?.[0] ?? ''
  return Object.fromEntries([...form.matchAll(/<input type="hidden" name="([^"]+)" value="([^"]*)">/g)].map(([, name = '', value = '']) => [name, plain(value)]))
}

function textOf (html: string): string {
  return plain(html.replace(/^[^]*<main/, '<main').replaceAll(/<[^>]+>/g, ' ')).replaceAll(/\s+/g, ' ').trim()
}

function plain (text: string): string {
  const characters: Readonly<Record<string, string>> = { '&quot;': '"', '&#39;': "'", '&lt;': '<', '&gt;': '>', '&amp;': '&', '&#92;': '\\' }
  return text.replaceAll(/&(?:quot|#39|#92|lt|gt|amp);/g, (entity) => characters[entity] ?? entity)
}
