import t from 'tap'
import { isSecretOf, mintToken, readToken } from '../../src/features/people/token.ts'

const keyId = '019c8f6e-0c00-7000-8000-000000000001'

t.test('a token says which key it is, and only its own secret fits', async (t) => {
  const { token, secretHash, lastFour } = mintToken(keyId)
  const read = readToken(token)

  t.match(token, /^ft_[0-9a-f]{32}_[0-9A-Za-z]{49}$/)
  t.equal(read?.id, keyId)
  t.ok(isSecretOf(secretHash, read?.secret ?? ''))
  t.notOk(isSecretOf(secretHash, readToken(mintToken(keyId).token)?.secret ?? ''))
  t.equal(lastFour, token.slice(-4))
})

t.test('what is stored does not hold the secret', async (t) => {
  const { token, secretHash } = mintToken(keyId)

  t.notMatch(secretHash, readToken(token)?.secret ?? '')
})

t.test('every single wrong character is found by the checksum', async (t) => {
  const { token } = mintToken(keyId)
  const typos = Array.from(token, (letter, place) => token.slice(0, place) + (letter === '7' ? '8' : '7') + token.slice(place + 1))

  t.strictSame(typos.filter((typo) => readToken(typo) !== undefined), [])
})

t.test('anything that is not of the form is no token', async (t) => {
  const { token } = mintToken(keyId)
  const others = ['', 'ft_', token.slice(0, -1), `${token}0`, ` ${token}`, token.toUpperCase(), token.replace('ft_', 'gh_')]

  t.strictSame(others.map(readToken), others.map(() => undefined))
})

t.test('a thousand tokens have a thousand secrets of one length', async (t) => {
  const tokens = Array.from({ length: 1_000 }, () => mintToken(keyId).token)

  t.equal(new Set(tokens).size, 1_000)
  t.strictSame(new Set(tokens.map(({ length }) => length)), new Set([85]))
})
