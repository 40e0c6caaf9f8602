import t from 'tap'
import { SecretBox } from '../../src/platform/secret-box.ts'

const box = new SecretBox('a master key of thirty-two characters')

t.test('a secret is read again by whoever has the key, for whom it was kept', async (t) => {
  const sealed = box.seal('whsec_secret', 'a')
  t.equal(box.open(sealed, 'a'), 'whsec_secret')
  t.notMatch(sealed, 'whsec')
  t.not(box.seal('whsec_secret', 'a'), sealed, 'the same secret never looks the same')
})

t.test('it is not read for another, under another key, or altered', async (t) => {
  const sealed = box.seal('whsec_secret', 'a')
  t.equal(box.open(sealed, 'b'), undefined)
  t.equal(new SecretBox('another key of thirty-two characters!').open(sealed, 'a'), undefined)
  for (const place of [0, 9, 30, sealed.length - 2]) {
    const altered = sealed.slice(0, place) + (sealed[place] === 'A' ? 'B' : 'A') + sealed.slice(place + 1)
    t.equal(box.open(altered, 'a'), undefined)
  }
  for (const nonsense of ['', '.', 'x.y', sealed.slice(0, 20)]) t.equal(box.open(nonsense, 'a'), undefined)
})
