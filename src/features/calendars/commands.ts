import type { Caller } from '../../domain/permission.ts'
import { Refusal } from '../../domain/refusal.ts'
import { newId } from '../../platform/ids.ts'
import { record } from '../events/record.ts'
import { lockPerson } from '../people/queries.ts'
import type { Work } from '../work.ts'
import { countLiveFeeds, insertFeed, lockFeed, saveRevocation } from './feed-queries.ts'
import type { FeedRow, IssuedFeed } from './feed-queries.ts'
import type { CalendarFeedInput } from './schemas.ts'
import { mintToken } from './token.ts'

// One for each program and device that anybody has; beyond it something makes them that should not.
const mostLiveFeeds = 20

/** Makes a secret address at which a calendar program finds a person's dates; it is never seen again. */
export async function createFeed (work: Work, { name }: CalendarFeedInput): Promise<IssuedFeed> {
  await work.permit()
  refuseUnlessPerson(work.by)
  await refuseTooMany(work)
  const { token, tokenHash, lastFour } = mintToken()
  const feed: FeedRow = { partnershipId: work.by.partnershipId, id: newId(), personId: work.by.id, name, lastFour, revokedAt: null, createdAt: work.now }
  insertFeed(work.tx, feed, tokenHash)
  record(work, 'calendar_feed.created', subject(feed.id), { after: { personId: feed.personId } })
  return { ...feed, token }
}

/** Ends an address at once; one that has been ended stays as it is. */
export async function revokeFeed (work: Work, id: string): Promise<void> {
  const feed = await lockFeed(work.tx, work.by, id)
  await work.permit()
  if (feed.revokedAt !== null) return
  saveRevocation(work.tx, feed, work.now)
  record(work, 'calendar_feed.revoked', subject(id), { after: { personId: feed.personId } })
}

function refuseUnlessPerson ({ kind }: Caller): void {
  if (kind !== 'person') throw new Refusal('forbidden', "A calendar address belongs to a person, and dies with them; a service's key reads /v1/calendar.ics.")
}

/** The person is held, so that two requests at once do not both count to the last one free. */
async function refuseTooMany ({ tx, by }: Work): Promise<void> {
  const [, live] = await Promise.all([lockPerson(tx, by.partnershipId, by.id), countLiveFeeds(tx, by.partnershipId, by.id)])
  if (live >= mostLiveFeeds) throw new Refusal('rule-broken', `You have ${live} calendar addresses; revoke those that you no longer use first.`)
}

function subject (id: string) {
  return { type: 'calendar_feed', id }
}
