import type { Static, TObject } from '@sinclair/typebox'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { FieldError } from '../domain/field-refusal.ts'
import { Refusal } from '../domain/refusal.ts'
import type { RefusalCode } from '../domain/refusal.ts'
import type { Operation } from '../domain/permission.ts'
import { openDraft } from '../features/sessions/drafts.ts'
import type { Typed } from '../features/sessions/drafts.ts'
import { change } from '../features/work.ts'
import type { Work } from '../features/work.ts'
import { newId } from '../platform/ids.ts'
import { problemCatalogue } from '../platform/http/problem-catalogue.ts'
import type { Services } from '../services.ts'
import { asRead, changedMeanwhile } from './changed-meanwhile.ts'
import type { ChangedMeanwhile, Standing } from './changed-meanwhile.ts'
import { readFields } from './fields.ts'
import type { Fault, Labels } from './fields.ts'
import { pageSchema } from './page.ts'
import type { PageLocals } from './page.ts'
import { addressOf, filters } from './filters.ts'
import { pathOf, withoutOurs } from './session.ts'

/** A form at one address: GET shows it, POST carries it out and goes on to another page, or shows it again with what is wrong. */
export interface Form<Fields extends TObject, Loaded extends FormPage> {
  /** The policy is asked as for this operation of the API. */
  readonly operation: Operation
  readonly params?: TObject
  /** The shape of the API's body; what is typed is read by it. */
  readonly fields: Fields
  /** What each field is called on the page, in the order of the page: what is wrong is told in it. */
  readonly labels: Labels<Fields> & Readonly<Record<string, string>>
  /** views/pages/<view>.njk */
  readonly view: string
  /** What the page shows beside the form; asks the policy (permit). */
  readonly load: (request: FastifyRequest) => Promise<Loaded>
  /** Makes one field of several, or several of one, before they are read. */
  readonly prepare?: (typed: Record<string, unknown>) => Record<string, unknown>
  /** What is wrong beyond the shape of each field, as far as it is known before anything is asked: told together with that. */
  readonly amiss?: (typed: Readonly<Record<string, unknown>>, request: FastifyRequest) => readonly FieldError[]
  /** What a refusal of the rules says to who filled in the form, where its own words are for programs; field by field, where it may be of several, or from its facts. */
  readonly says?: { readonly [Code in RefusalCode]?: string | Readonly<Record<string, string>> | ((facts: Refusal['facts']) => string) }
  /** Reads what was typed where the form has a file, whose parts are read as they come. */
  readonly readTyped?: (request: FastifyRequest) => Promise<Record<string, unknown>>
  /** Carries it out, by a command of a feature; gives the address of the page to go to. */
  readonly submit: (work: Work, input: Static<Fields>, request: FastifyRequest) => Promise<string>
}

/** Of the record that a page is about: it is in the address, as the route's params have it. */
export function idOf ({ params }: FastifyRequest): string {
  return (params as { id: string }).id
}

/** Nothing has been typed into it yet: what cannot be done is refused at once. One that comes back keeps what was typed, whatever has changed meanwhile. */
export function isBegun ({ method, query }: FastifyRequest): boolean {
  return method !== 'POST' && (query as { draft?: string }).draft === undefined // of the page's schema
}

export interface FormPage {
  readonly page: PageLocals
  /** What the fields hold at first. */
  readonly values?: Typed
  /** Of the thing that is changed: who sends the form of an older one is told so. */
  readonly version?: number
  /** What that thing says: with it they are shown what has changed since they read it, and by whom. */
  readonly standing?: Standing
}

export function formPage<Fields extends TObject, Loaded extends FormPage> (app: FastifyInstance, services: Services, path: string, form: Form<Fields, Loaded>): void {
  const schema = pageSchema(form.operation, form.params === undefined ? {} : { params: form.params })

  app.get(path, { schema }, async (request, reply) => {
    const loaded = await form.load(request)
    const kept = await draftFor(services, request)
    if (kept === undefined) return await show(reply, form, loaded, { values: loaded.values ?? {}, faults: [] })
    return await show(reply, form, { ...loaded, ...readThen(kept) }, { values: withoutOurs(kept), faults: [] }, { done: 'draft_restored' })
  })

  app.post(path, { schema, config: form.readTyped === undefined ? {} : { readTyped: form.readTyped } }, async (request, reply) => {
    const body = request.body as Record<string, unknown> // the form parser's own
    const typed = withoutOurs(body)
    try {
      const input = readFields(form.fields, form.prepare?.(typed) ?? typed, form.labels, form.amiss?.(typed, request))
      sayWhich(request, body)
      request.body = input // what of it is ours is not looked at for particulars
      return await change(services, request, reply, async (work) => ({ status: 303, body: null, location: await form.submit(work, input, request) }))
    } catch (error) {
      const faults = faultsOf(error, form.labels, form.says)
      if (faults === undefined) throw error
      const loaded = await form.load(request)
      const isStale = error instanceof Refusal && error.code === 'stale-version'
      const changes = isStale && loaded.standing !== undefined ? await changedMeanwhile(services.database, request.caller, body['_read'], loaded.standing, typed) : []
      return await show(reply.code(error instanceof Refusal ? problemCatalogue[error.code].status : 422), form, isStale ? loaded : { ...loaded, ...readThen(body) }, { values: withWhatIsNow(typed, changes, loaded.values), faults, changes, reason: reasonIn(error, body) })
    }
  })
}

/** What was typed; where somebody had left a field as it was and another has changed it, the form has what it is now. */
function withWhatIsNow (typed: Typed, changes: readonly ChangedMeanwhile[], now: Typed = {}): Typed {
  const values = { ...typed }
  for (const { name = '' } of changes.filter(({ name, isUntouched }) => isUntouched && name !== undefined && name in now)) {
    for (const part of ['-day', '-month', '-year']) delete values[`${name}${part}`] // a day is typed in three
    values[name] = now[name]
  }
  return values
}

/** What somebody had before their eyes when they began to write: it stays so until they have been shown what it is now. */
function readThen ({ _version: version, _read: read }: Readonly<Record<string, unknown>>): { version?: number, read?: string } {
  return {
    ...typeof version === 'string' && /^\d{1,15}$/.test(version) ? { version: Number(version) } : {},
    ...typeof read === 'string' && read !== '' ? { read } : {}
  }
}

/** What had been typed into the form when a session had run out, for its person alone; undefined for a form that is begun. */
export async function draftFor (services: Services, { query, session }: FastifyRequest): Promise<Typed | undefined> {
  const { draft } = query as { draft?: string } // of the page's schema
  return draft === undefined || session === undefined ? undefined : await openDraft(services, session.person, draft)
}

/** Where to go once something is done, and what to say there: a name of words.done. */
export function done (address: string, what: string): string {
  const [path = '', query = ''] = address.split('?', 2)
  return addressOf(path, { ...Object.fromEntries(new URLSearchParams(query)), done: what })
}

export interface FormState {
  readonly values: Typed
  readonly faults: readonly Fault[]
  /** What others changed meanwhile; told beside what was typed. */
  readonly changes?: readonly ChangedMeanwhile[]
  /** Set where it must be said why what looks like somebody's particulars is none; what was said before. */
  readonly reason?: string | undefined
}

/** A page with what its form was read from, where that is not what it would be read from now. */
interface ShownPage extends FormPage { readonly read?: string }

async function show (reply: FastifyReply, { view, labels }: Form<TObject, FormPage>, { page, version, standing, read = standing && asRead(standing) }: ShownPage, state: FormState, more: object = {}): Promise<FastifyReply> {
  return await reply.page(view, { ...page, ...more, form: { ...formState(reply.request, labels, state), version, read } })
}

/** What the macros of views/partials/form.njk write a form from. */
export function formState (request: FastifyRequest, labels: Readonly<Record<string, string>>, state: FormState): object {
  const faultOf = Object.fromEntries(state.faults.map(({ field, text }) => [field, text]))
  return { ...state, faultOf, labels, formToken: request.session?.formToken, address: pathOf(request), timeZone: request.timeZone, key: newId() }
}

/** A form that is sent twice is carried out once, and one of an older version is told so, by the API's own means. */
export function sayWhich (request: FastifyRequest, { _key: key, _version: version, _reason: reason }: Record<string, unknown>): void {
  if (typeof key === 'string' && key !== '') request.headers['idempotency-key'] = key
  if (typeof version === 'string' && version !== '') request.headers['if-match'] = `"${version}-form"`
  if (typeof reason === 'string' && reason.trim() !== '') request.headers['privacy-override'] = reason.replaceAll(/[‘’]/g, "'").trim()
}

// What somebody can put right on this page; anything else is a page of its own.
export function faultsOf (error: unknown, labels: Readonly<Record<string, string>> = {}, says: Form<TObject, FormPage>['says'] = {}): Fault[] | undefined {
  if (!(error instanceof Refusal) || ![400, 409, 412, 422].includes(problemCatalogue[error.code].status)) return undefined
  if (error.code === 'stale-version') return [{ field: 'changed', text: 'Somebody else has changed this since you opened the page. Look at what has changed, then send it again if it still holds' }]
  const errors = error.facts['errors'] as ReadonlyArray<{ pointer: string, detail: string }> | undefined // as field-refusal.ts makes them
  const said = says[error.code]
  if (errors === undefined || errors.length === 0) return [{ field: '', text: typeof said === 'function' ? said(error.facts) : typeof said === 'string' ? said : filters.ukDates(error.message) }]
  return inOrderOfPage(errors.map(({ pointer, detail }) => faultAt(pointer, (typeof said === 'object' ? said[fieldAt(pointer)] : typeof said === 'string' ? said : undefined) ?? filters.ukDates(detail), error.code, labels)), labels)
}

/** From its top to its bottom; one for a field, which has room for one, and of the form as a whole only where that is all. */
function inOrderOfPage (faults: readonly Fault[], labels: Readonly<Record<string, string>>): Fault[] {
  const order = Object.keys(labels)
  const firsts = faults.filter(({ field }, place) => faults.findIndex((other) => other.field === field) === place)
  const told = firsts.some(({ field }) => field !== '') ? firsts.filter(({ field }) => field !== '') : firsts
  return told.toSorted((one, other) => order.indexOf(one.field) - order.indexOf(other.field))
}

function faultAt (pointer: string, detail: string, code: string, labels: Readonly<Record<string, string>>): Fault {
  if (pointer === '/headers/privacy-override') return { field: '_reason', text: `The reason ${detail}` }
  const field = fieldAt(pointer)
  return { field, text: code === 'personal-data-suspected' ? `${labels[field] ?? 'The text'} ${detail}. Remove it, or say why it is none` : detail }
}

function fieldAt (pointer: string): string {
  return pointer.replace(/^\/params\//, '/').split('/')[1] ?? ''
}

function reasonIn (error: unknown, { _reason: reason }: Record<string, unknown>): string | undefined {
  const isAsked = error instanceof Refusal && error.code === 'personal-data-suspected'
  return isAsked || typeof reason === 'string' ? String(reason ?? '') : undefined
}
