import t from 'tap'
import { chainsOf, likelyRepeats, ordinal } from '../../src/domain/learning.ts'
import type { Comparable } from '../../src/domain/learning.ts'

const made = (id: string, madeOn: string, facts: Partial<Comparable> = {}): Comparable => ({
  id, reviewId: `review of ${id}`, madeOn, themes: [], leadAgencyCode: null, repeatsRecommendationIds: [], words: [], ...facts
})

t.test('what is repeated counts from the latest back to the first, each once however many ways lead to it', async (t) => {
  const plan = [made('a', '2019-05-01'), made('b', '2021-01-01', { repeatsRecommendationIds: ['a'] }), made('c', '2022-01-01', { repeatsRecommendationIds: ['a'] }), made('d', '2026-01-01', { repeatsRecommendationIds: ['b', 'c'] }), made('e', '2026-01-01')]
  t.match(chainsOf(plan), [{ latest: { id: 'd' }, earlier: [{ id: 'c' }, { id: 'b' }, { id: 'a' }], times: 4, since: 2019, sentence: 'Made for the fourth time since 2019.' }])
  t.equal(chainsOf(plan).length, 1)
})

t.test('what is not there is passed over, and a circle ends', async (t) => {
  t.same(chainsOf([made('a', '2026-01-01', { repeatsRecommendationIds: ['hidden'] })]), [])
  const circle = [made('a', '2019-01-01', { repeatsRecommendationIds: ['b'] }), made('b', '2020-01-01', { repeatsRecommendationIds: ['a'] }), made('c', '2021-01-01', { repeatsRecommendationIds: ['a'] })]
  t.match(chainsOf(circle), [{ latest: { id: 'c' }, times: 3 }])
})

t.test('the numbers in words', async (t) => {
  t.same([1, 2, 4, 10, 11, 12, 21, 22, 23, 111].map(ordinal), ['first', 'second', 'fourth', 'tenth', '11th', '12th', '21st', '22nd', '23rd', '111th'])
})

t.test('a theme and its lead together suggest a repeat, and so do two fifths of the words', async (t) => {
  const suggested = (one: Partial<Comparable>, other: Partial<Comparable>) => likelyRepeats([made('later', '2026-01-01', one), made('earlier', '2025-12-31', other)])
  const both = { themes: ['housing', 'thresholds'], leadAgencyCode: 'csc' }
  t.match(suggested(both, { themes: ['housing'], leadAgencyCode: 'csc' }), [{ later: { id: 'later' }, earlier: { id: 'earlier' }, sharedThemes: ['housing'], sameLeadAgency: true, likeness: 0 }])
  t.same(suggested(both, { themes: ['housing'], leadAgencyCode: 'police' }), [])
  t.same(suggested({ themes: ['housing'] }, { themes: ['housing'] }), [], 'nobody leads either')
  t.match(suggested({ words: ['a', 'b', 'c'] }, { words: ['a', 'b', 'd', 'e'] }), [{ likeness: 40 }])
  t.same(suggested({ words: ['a', 'b', 'c'] }, { words: ['a', 'b', 'd', 'e', 'f'] }), [])
})

t.test('what is linked, of the same review, or of the same day is not suggested', async (t) => {
  const alike = { words: ['a', 'b'] }
  const pair = (facts: Partial<Comparable>, madeOn = '2026-01-01') => likelyRepeats([made('later', madeOn, { ...alike, ...facts }), made('earlier', '2025-01-01', alike)])
  t.equal(pair({}).length, 1)
  t.same(pair({ repeatsRecommendationIds: ['earlier'] }), [])
  t.same(pair({ reviewId: 'review of earlier' }), [])
  t.same(pair({}, '2025-01-01'), [])
})
