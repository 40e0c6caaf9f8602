import t from 'tap'
import { testApp } from '../support/app.ts'

const { as, send } = await testApp(t, { RATE_LIMIT_PER_MINUTE: '3' })

t.test('a key that asks too often is told when to go on, and another key is not held up by it', async (t) => {
  const answers = []
  for (let asked = 0; asked < 5; asked++) answers.push(await send('GET', '/v1/me'))

  t.same(answers.map(({ status }) => status), [200, 200, 200, 429, 429])
  const refused = answers.at(-1)
  t.match(refused?.body, { type: '/problems/too-many-requests', status: 429, detail: /3 requests a minute/ })
  t.match(Number(refused?.headers.get('retry-after')), Number)
  t.same(answers.map(({ headers }) => headers.get('ratelimit-remaining')), ['2', '1', '0', '0', '0'])
  t.equal((await as('viewer')('GET', '/v1/me')).status, 200)
})

t.test('health is never limited', async (t) => {
  for (let asked = 0; asked < 5; asked++) t.equal((await send('GET', '/healthz')).status, 200)
})
