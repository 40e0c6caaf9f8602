import type { AsPage, Problem } from '../platform/http/problems.ts'
import type { Pages } from './page.ts'

/** A problem as a page, for a browser that is not asking the API. */
export function problemsAsPages (pages: Pages): AsPage {
  return (problem, request) => {
    const wantsPage = (request.headers.accept ?? '').includes('text/html') && !request.url.startsWith('/v1/')
    return wantsPage ? { html: pages.write(request, 'problem', { title: titleOf(problem), problem }), headers: pages.headers } : undefined
  }
}

function titleOf ({ status }: Problem): string {
  if (status === 404) return 'Page not found'
  if (status === 403) return 'You may not do this'
  if (status === 503) return 'The service cannot answer just now'
  return status >= 500 ? 'Something went wrong on our side' : 'This cannot be done'
}
