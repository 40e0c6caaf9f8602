import t from 'tap'
import { testApp } from '../support/app.ts'

const { anotherPartnership } = await testApp(t)

t.test('people are listed by name, page by page, each once', async (t) => {
  const { as, agencies } = await anotherPartnership()
  const send = as('coordinator')
  const names = ['Zoe', 'Ada', 'Ben', 'Ada', 'Cem', 'Dia', 'Ada']
  for (const [place, name] of names.entries()) await send('POST', '/v1/people', { agencyId: agencies.csc, name, email: `p${place}@csc.example`, role: 'viewer' })

  const all = (await send('GET', '/v1/people?agencyId=csc&role=viewer&limit=200')).body.data
  const paged = []
  for (let path: string | undefined = '/v1/people?agencyId=csc&role=viewer&limit=2&count=true'; path !== undefined;) {
    const { body, headers } = await send('GET', path)
    paged.push(...body.data)
    t.equal(body.total, 7)
    path = /^<([^>]+)>; rel="next"$/.exec(headers.get('link') ?? '')?.[1]
  }

  t.strictSame(paged, all)
  t.strictSame(all.map(({ name }: { name: string }) => name), [...names].sort())
})

t.test('people are found by agency, by its id or code, by role, and by whether they are here', async (t) => {
  const { as, agencies, people } = await anotherPartnership()
  const send = as('coordinator')
  await send('PATCH', `/v1/people/${people.viewer}`, { active: false }, { 'if-match': '*' })
  const found = async (query: string): Promise<string[]> => (await send('GET', `/v1/people?${query}`)).body.data.map(({ role }: { role: string }) => role).sort()

  t.strictSame(await found(`agencyId=${agencies.csc}`), ['contributor'])
  t.strictSame(await found('agencyId=csc,police'), ['contributor', 'reviewer'])
  t.strictSame(await found('agencyId=nowhere'), [])
  t.strictSame(await found('role=reviewer,scrutineer'), ['reviewer', 'scrutineer'])
  t.strictSame(await found('active=false'), ['viewer'])
  t.strictSame(await found('active=true&agencyId=unit'), ['coordinator'])
})

t.test('people are listed in the order that is asked for, and in no other', async (t) => {
  const { as } = await anotherPartnership()
  const send = as('coordinator')
  const names = async (sort: string): Promise<string[]> => (await send('GET', `/v1/people?sort=${sort}`)).body.data.map(({ name }: { name: string }) => name)

  t.strictSame(await names('-name'), (await names('name')).reverse())
  t.strictSame((await names('-createdAt')).length, 5)
  for (const query of ['sort=email', 'limit=0', 'cursor=x', 'surname=x', 'role=owner']) t.equal((await send('GET', `/v1/people?${query}`)).status, 400, query)
})

t.test('a list holds nobody of another partnership', async (t) => {
  const { as, people } = await anotherPartnership()
  const send = as('coordinator')
  await anotherPartnership()

  const { data, total } = (await send('GET', '/v1/people?count=true')).body

  t.strictSame(data.map(({ id }: { id: string }) => id).sort(), Object.values(people).sort())
  t.equal(total, 5)
})
