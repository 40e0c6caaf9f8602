import t from 'tap'
import { makeLogger } from '../../src/platform/log.ts'

/** What a line that is logged comes to. */
function logged (fields: object): Record<string, unknown> {
  let line = ''
  makeLogger('info', { write: (text) => { line = text } }).info(fields, 'something happened')
  return JSON.parse(line) as Record<string, unknown>
}

t.test('a secret or an address is kept out of a line, also where it lies deeper', async (t) => {
  const { email, token, person, operation } = logged({ operation: 'createPerson', email: 'a@council.example', token: 'ft_live_x', person: { id: 'p', email: 'a@council.example', key: { secret: 's', authorization: 'Bearer x' } } })
  t.equal(operation, 'createPerson')
  t.strictSame([email, token, person], ['[not logged]', '[not logged]', { id: 'p', email: '[not logged]', key: { secret: '[not logged]', authorization: '[not logged]' } }])
})

t.test('an error is told by its class and codes: its message may hold what a person wrote', async (t) => {
  class Refused extends Error { readonly code = '23505'; readonly constraint = 'people_email'; override name = 'Refused' }
  const { err } = logged({ err: new Refused('Key (email)=(a@council.example) already exists.', { cause: new TypeError('a@council.example') }) }) as { err: { type: string, code: string, constraint: string, cause: { type: string } } }
  t.match(err, { type: 'Refused', code: '23505', constraint: 'people_email', cause: { type: 'TypeError' } })
  t.notMatch(JSON.stringify(err), /council/)
})

t.test('what refers to itself makes a line all the same', async (t) => {
  const round: Record<string, unknown> = { id: 'r' }
  round['self'] = round
  t.match(logged({ round }), { msg: 'something happened', round: { id: 'r' } })
})
