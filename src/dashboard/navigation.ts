import { may } from '../domain/permission.ts'
import type { Caller, Operation } from '../domain/permission.ts'

export interface Entry { readonly name: string, readonly text: string, readonly href: string, readonly needs: Operation }

/** The pages at the head of every page, in this order. A page says which of these it belongs to (`section`). */
const entries: readonly Entry[] = [
  { name: 'overview', text: 'Overview', href: '/', needs: 'getSummaryReport' },
  { name: 'my-work', text: 'My work', href: '/my-work', needs: 'listActions' },
  { name: 'actions', text: 'Actions', href: '/actions', needs: 'listActions' },
  { name: 'reviews', text: 'Reviews', href: '/reviews', needs: 'listReviews' },
  { name: 'board-packs', text: 'Board packs', href: '/board-packs', needs: 'listBoardPacks' },
  { name: 'administration', text: 'Administration', href: '/agencies', needs: 'listPeople' }
]

export function navigationFor (caller: Caller, section: string | undefined): Link[] {
  return linksFor(entries, caller, section)
}

interface Link { readonly text: string, readonly href: string, readonly active: boolean }

/** Those that this caller may open, and which of them is open. */
export function linksFor (all: readonly Entry[], caller: Caller, open: string | undefined): Link[] {
  return all.filter(({ needs }) => may(caller, needs)).map(({ name, text, href }) => ({ text, href, active: name === open }))
}
