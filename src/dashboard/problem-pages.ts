import type { FastifyRequest } from 'fastify'
import { policy } from '../domain/permission.ts'
import type { Caller, Operation } from '../domain/permission.ts'
import type { Role } from '../domain/person.ts'
import type { AsPage, Problem } from '../platform/http/problems.ts'
import type { Services } from '../services.ts'
import { Cookies } from './cookies.ts'
import type { Pages } from './page.ts'
import { foreignForms, pathOf, recognise } from './session.ts'
import { words } from './words.ts'

/** A problem as a page, for a browser that is not asking the API. */
export function problemsAsPages (services: Services, pages: Pages): AsPage {
  const cookies = new Cookies(services.config)
  return async (problem, request) => {
    const wantsPage = (request.headers.accept ?? '').includes('text/html') && !request.url.startsWith('/v1/')
    if (!wantsPage) return undefined
    if (request.is404) await recognise(services, cookies, request).catch(() => {}) // nobody has looked yet who is asking, and the page can do without
    const [isNowhere, isForeignForm] = [isNoAddress(problem), foreignForms.has(request)]
    const title = isNowhere ? 'Page not found' : isForeignForm ? 'This form was not taken' : titleOf(problem)
    return { html: pages.write(request, 'problem', { title, problem, isNoAddress: isNowhere, isForeignForm, onlyFor: rolesFor(request), home: homeOf(request, problem) }), headers: pages.headers }
  }
}

const homes = { actions: 'Back to the action', recommendations: 'Back to the recommendation', reviews: 'Back to the review', measures: 'Back to the measure' } as const

/** Of a form that cannot be filled in now: the page of what it is about. */
function homeOf (request: FastifyRequest, { status }: Problem): { readonly href: string, readonly text: string } | undefined {
  const [, href = '', place = ''] = /^(\/(actions|recommendations|reviews|measures)\/[0-9a-f-]{36})\/./.exec(pathOf(request)) ?? []
  return href === '' || ![403, 409].includes(status) ? undefined : { href, text: homes[place as keyof typeof homes] } // one of them, as the pattern says
}

/** Who may do what was refused, in words; undefined where it is not a matter of the role alone. */
function rolesFor ({ caller, routeOptions }: FastifyRequest): string | undefined {
  const operation = routeOptions.schema?.operationId
  if ((caller as Caller | null | undefined) == null || operation === undefined || !(operation in policy)) return undefined // nobody is signed in, or it is no page of theirs
  const roles = Object.keys(policy[operation as Operation]) as Role[] // the policy's own
  return roles.includes(caller.role) ? undefined : listed.format(roles.map((role) => `${words.role[role].toLowerCase()}s`))
}

const listed = new Intl.ListFormat('en-GB')

/** An id that can be none was not cut from one of our pages whole. */
function isNoAddress ({ status, errors = [] }: Problem): boolean {
  return status === 404 || (status === 400 && errors.some(({ pointer }) => pointer.startsWith('/params/')))
}

function titleOf ({ status }: Problem): string {
  if (status === 403) return 'You may not do this'
  if (status === 503) return 'The service cannot answer just now'
  return status >= 500 ? 'Something went wrong on our side' : 'This cannot be done'
}
