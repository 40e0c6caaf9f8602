import { Connection } from './connection.ts'
import { message } from './requests.ts'
import { agencyCount, seededId } from './seeded.ts'
import type { Site } from './site.ts'

/** A list, and a place in the middle of it. */
export interface Place {
  readonly path: string
  readonly filter: string
  readonly cursor: string
  /** The same place as the floor is told it. */
  readonly position: { readonly dueOn: string, readonly id: string }
}

export interface Tagged { readonly path: string, readonly etag: string }

/** What the load must know before it can ask: places, tags, and the versions that it has made. */
export interface Knowledge {
  readonly places: readonly Place[]
  readonly versions: Map<number, number>
  tagged: { readonly actions: readonly Tagged[], readonly lists: readonly Tagged[], readonly summaries: readonly Tagged[] }
}

/** Asks the service for all of it. */
export async function learn (site: Site): Promise<Knowledge> {
  const connection = await Connection.open(site.servicePort)
  const places = []
  for (let agency = 0; agency < agencyCount; agency++) places.push(await findPlace(connection, site, `ownerAgencyId=${seededId('agency', agency)}&status=in_progress`))
  connection.close()
  return { places, versions: new Map(), tagged: await learnTags(site, places) }
}

/** The tags as they are now; writing makes them stale. */
export async function learnTags (site: Site, places: readonly Place[]): Promise<Knowledge['tagged']> {
  const connection = await Connection.open(site.servicePort)
  const tagsOf = async (paths: readonly string[]): Promise<Tagged[]> => {
    const found = []
    for (const path of paths) {
      const { etag } = await connection.ask(message('GET', path, site))
      if (etag !== undefined) found.push({ path, etag })
    }
    return found
  }
  const actions = Array.from({ length: 200 }, (_, n) => `/v1/actions/${seededId('action', Math.floor(n * site.size / 200))}`)
  const tagged = { actions: await tagsOf(actions), lists: await tagsOf(places.map(({ path }) => path)), summaries: await tagsOf(['/v1/reports/summary']) }
  connection.close()
  return tagged
}

const longestPage = 200

interface Page { data: Array<{ id: string, dueOn: string }>, nextCursor: string | null, total?: number }

/** Walks to the middle of a list as a caller would. */
async function findPlace (connection: Connection, site: Site, filter: string): Promise<Place> {
  const path = `/v1/actions?${filter}&sort=dueOn`
  const ask = async (more: string): Promise<Page> => JSON.parse((await connection.ask(message('GET', `${path}${more}`, site))).body())
  const { total = 0 } = await ask('&limit=1&count=true')
  let left = Math.floor(total / 2)
  let page: Page | undefined
  while (left > 0) {
    const limit = Math.min(left, longestPage)
    page = await ask(`&limit=${limit}${page === undefined ? '' : `&cursor=${page.nextCursor}`}`)
    left -= limit
  }
  const last = page?.data.at(-1)
  if (page?.nextCursor == null || last === undefined) throw new Error(`The list ${path} is too short to be paged: ${JSON.stringify(page)?.slice(0, 300)}`)
  return { path, filter, cursor: page.nextCursor, position: last }
}
