import t from 'tap'
import { agencies as agencyTable } from '../../src/features/agencies/tables.ts'
import { insertInto } from '../../src/platform/database/sql.ts'
import { newId } from '../../src/platform/ids.ts'
import { testApp } from '../support/app.ts'
import type { Client, Reply } from '../support/client.ts'
import { recordInTransaction } from '../support/recording.ts'
import { range } from '../support/scratch-database.ts'

const app = await testApp(t)
const { send, as, clock, partnershipId, anotherPartnership } = app

const tagOf = ({ headers }: Reply): string => headers.get('etag') ?? ''
const poll = async (client: Client, path: string, tag: string): Promise<Reply> => await client('GET', path, undefined, { 'if-none-match': tag })
const addAgency = async (client: Client, code: string): Promise<Reply> => await client('POST', '/v1/agencies', { code, name: code, kind: 'other' })
const codesIn = ({ body }: Reply): string[] => body.data.map(({ code }: { code: string }) => code)

t.test('a list that has not changed is not sent again', async (t) => {
  const first = await send('GET', '/v1/agencies?limit=3')

  const again = await poll(send, '/v1/agencies?limit=3', `"other", ${tagOf(first)}`)

  t.match(again, { status: 304, text: '' })
  t.equal(tagOf(again), tagOf(first))
})

t.test('after any change in the partnership it is sent again, with a tag of its own', async (t) => {
  const first = await send('GET', '/v1/agencies')
  await addAgency(send, 'new')

  const again = await poll(send, '/v1/agencies', tagOf(first))

  t.equal(again.status, 200)
  t.ok(codesIn(again).includes('new'))
  t.equal((await poll(send, '/v1/agencies', tagOf(again))).status, 304)
})

t.test('a change in another partnership is no change', async (t) => {
  const first = await send('GET', '/v1/agencies')
  const other = await anotherPartnership()
  await addAgency(other.as('coordinator'), 'theirs')

  t.equal((await poll(send, '/v1/agencies', tagOf(first))).status, 304)
})

t.test('a change that was under way when the list was read is noticed when it stands', async (t) => {
  const id = newId()
  let tag = ''
  await recordInTransaction(app, { type: 'agency', id }, async ({ tx, now }) => {
    await tx.write(insertInto(agencyTable, { partnershipId, id, code: 'slow', name: 'Slow', kind: 'other', createdAt: now, updatedAt: now }))
    const first = await send('GET', '/v1/agencies')
    t.notOk(codesIn(first).includes('slow'))
    tag = tagOf(first)
    t.equal((await poll(send, '/v1/agencies', tag)).status, 304)
  })

  const again = await poll(send, '/v1/agencies', tag)

  t.equal(again.status, 200)
  t.ok(codesIn(again).includes('slow'))
})

t.test('the next day every list is sent again', async (t) => {
  const first = await send('GET', '/v1/agencies')
  t.teardown(() => { clock.now = '2026-03-02T09:00:00.000Z' })

  clock.now = '2026-03-02T23:59:59.999Z'
  t.equal((await poll(send, '/v1/agencies', tagOf(first))).status, 304)
  clock.now = '2026-03-03T00:00:00.000Z'
  t.equal((await poll(send, '/v1/agencies', tagOf(first))).status, 200)
})

t.test('a tag is good for one question of one caller', async (t) => {
  const first = await send('GET', '/v1/agencies')

  t.equal((await poll(as('viewer'), '/v1/agencies', tagOf(first))).status, 200)
  t.equal((await poll(send, '/v1/agencies?kind=police', tagOf(first))).status, 200)
  t.equal((await send('GET', '/v1/agencies', undefined, { 'if-none-match': tagOf(first), accept: 'application/problem+json' })).status, 200)
})

t.test('a tag that is not ours says nothing', async (t) => {
  const [snapshot = '', signature = ''] = tagOf(await send('GET', '/v1/agencies')).slice(3, -1).split('.')
  const forged = Buffer.from('1:999999999:').toString('base64url')

  for (const tag of ['"x"', 'W/""', `W/"${forged}.${signature}"`, `W/"${snapshot}.${'A'.repeat(22)}"`, `W/"${snapshot}"`, '"', 'W/"'.repeat(2_000)]) {
    t.equal((await poll(send, '/v1/agencies', tag)).status, 200, tag.slice(0, 40))
  }
})

t.test('who has just written always finds it, whoever else writes and polls', async (t) => {
  await Promise.all(range(6).map(async (writer) => {
    let tag = ''
    for (const turn of range(10)) {
      const code = `w${writer}-${turn}`
      await addAgency(send, code)
      const list = await poll(send, '/v1/agencies?limit=200', tag)
      if (list.status !== 200 || !codesIn(list).includes(code)) t.fail(`${code} is missing`, { status: list.status })
      tag = tagOf(list)
    }
  }))
  t.equal((await send('GET', '/v1/agencies?limit=200')).body.data.filter(({ code }: { code: string }) => code.startsWith('w')).length, 60)
})
