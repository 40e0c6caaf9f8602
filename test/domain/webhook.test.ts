import t from 'tap'
import fc from 'fast-check'
import { eventTypes } from '../../src/domain/event.ts'
import { eventsWanted, failuresUntilDown, faultOf, isLost, later, nextTry, pausesInSeconds, quietUntil, retryAfterOf, subscribes, unknownSubscription } from '../../src/domain/webhook.ts'

const now = '2026-03-02T09:00:00.000Z'

t.test('a subscription is to one event, to all of a noun, or to all', async (t) => {
  t.strictSame(eventsWanted(['action.closed']), ['action.closed'])
  t.strictSame(eventsWanted(['agency.*', 'agency.created']), ['agency.created', 'agency.updated', 'agency.merged'])
  t.equal(eventsWanted(['agency.created', '*']), undefined)
  for (const type of eventTypes) t.ok(subscribes(['*'], type) && subscribes([type], type) && subscribes([`${type.split('.')[0]}.*`], type))
  t.notOk(subscribes(['impact_review.*'], 'review.created'))
})

t.test('a subscription to what never happens is found', async (t) => {
  t.equal(unknownSubscription(['*', 'action.*', 'action.closed']), undefined)
  for (const unknown of ['action.forgotten', 'acti.*', 'review', 'action.']) t.equal(unknownSubscription(['*', unknown]), unknown)
})

t.test('only an answer of the two hundreds is a success', async (t) => {
  const faults = [[200], [204], [299], [300, 'redirected'], [308, 'redirected'], [399, 'redirected'], [400, 'refused'], [404, 'refused'], [410, 'gone'], [429, 'too_many'], [499, 'refused'], [500, 'server_error'], [599, 'server_error']] as const
  for (const [status, fault] of faults) t.equal(faultOf({ status }), fault, String(status))
  t.equal(faultOf({ status: null, reason: 'timed_out' }), 'timed_out')
})

t.test('ten attempts are made over three days, each later than planned by a fifth at most', async (t) => {
  t.strictSame(pausesInSeconds.map((pause, index) => nextTry(index + 1, now, 0) === later(now, pause)), pausesInSeconds.map(() => true))
  t.equal(nextTry(10, now, 0), undefined)
  t.equal(later(now, pausesInSeconds.reduce((sum: number, pause) => sum + pause, 0)), '2026-03-05T12:35:05.000Z')
  fc.assert(fc.property(fc.integer({ min: 1, max: 9 }), fc.double({ min: 0, max: 1, noNaN: true }), (attempts, chance) => {
    const waited = (Date.parse(nextTry(attempts, now, chance) ?? '') - Date.parse(now)) / 1_000
    const pause = pausesInSeconds[attempts - 1] ?? 0
    return waited >= pause && waited <= pause * 1.2 + 0.001
  }))
})

t.test('a receiver may ask for more time, a day at most, and not for less', async (t) => {
  t.equal(nextTry(1, now, 0, later(now, 120)), later(now, 120))
  t.equal(nextTry(2, now, 0, later(now, 120)), later(now, 300))
  t.equal(nextTry(1, now, 0, later(now, 90_000)), later(now, 86_400))
  t.equal(nextTry(10, now, 0, later(now, 120)), undefined)
})

t.test('Retry-After is seconds or a date; anything else says nothing', async (t) => {
  t.equal(retryAfterOf('120', now), later(now, 120))
  t.equal(retryAfterOf('Mon, 02 Mar 2026 10:00:00 GMT', now), '2026-03-02T10:00:00.000Z')
  for (const header of [undefined, 'soon', '-5 minutes', '99999999999999999999']) t.equal(retryAfterOf(header, now), undefined)
})

t.test('an endpoint is left alone from ten failures on, five seconds at first and five minutes at most', async (t) => {
  t.equal(quietUntil(failuresUntilDown - 1, now), undefined)
  t.equal(quietUntil(failuresUntilDown, now), later(now, 5))
  t.equal(quietUntil(failuresUntilDown + 1, now), later(now, 10))
  t.equal(quietUntil(1_000, now), later(now, 300))
  t.equal(quietUntil(1, now, later(now, 120)), later(now, 120))
  t.equal(quietUntil(1, now, later(now, -120)), undefined)
})

t.test('an endpoint is lost when nothing got through for the whole schedule, and not a second before', async (t) => {
  t.notOk(isLost(now, '2026-03-05T12:35:04.999Z'))
  t.ok(isLost(now, '2026-03-05T12:35:05.000Z'))
})
