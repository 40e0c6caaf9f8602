import t from 'tap'
import { KeptAnswers } from '../../src/features/reports/kept-answers.ts'
import type { Answer } from '../../src/features/reports/kept-answers.ts'
import { range } from '../support/scratch-database.ts'

const unchanged = async () => false
const changed = async () => true
const answer = (body: string): Answer => ({ snapshot: body, body })

/** Computations that end when the test says so. */
function bench () {
  const begun: Array<PromiseWithResolvers<Answer>> = []
  const compute = async (): Promise<Answer> => {
    const computation = Promise.withResolvers<Answer>()
    begun.push(computation)
    return await computation.promise
  }
  return { begun, compute, kept: new KeptAnswers() }
}

const settled = async () => { await new Promise((resolve) => { setImmediate(resolve) }) }

t.test('an answer is kept while nothing changes, and worked out anew after', async (t) => {
  const kept = new KeptAnswers()
  let computed = 0
  const compute = async () => answer(String(++computed))

  t.equal((await kept.read('q', unchanged, compute)).body, '1')
  t.equal((await kept.read('q', unchanged, compute)).body, '1')
  t.equal((await kept.read('q', changed, compute)).body, '2')
  t.equal((await kept.read('another', unchanged, compute)).body, '3')
})

t.test('whoever asks while an answer is being worked out gets the next one, and all of them the same', async (t) => {
  const { begun, compute, kept } = bench()
  const first = kept.read('q', changed, compute)
  const later = [kept.read('q', changed, compute), kept.read('q', changed, compute)]

  await settled()
  t.equal(begun.length, 1, 'one at a time')
  begun[0]?.resolve(answer('first'))
  t.equal((await first).body, 'first')
  await settled()
  begun[1]?.resolve(answer('second'))
  t.same((await Promise.all(later)).map(({ body }) => body), ['second', 'second'])
  t.equal(begun.length, 2)
})

t.test('one that began after the question came will do', async (t) => {
  const { begun, compute, kept } = bench()
  const looking = Promise.withResolvers<boolean>()
  const before = kept.read('q', changed, compute)
  begun[0]?.resolve(answer('old'))
  await before

  const slow = kept.read('q', async () => await looking.promise, compute)
  const quick = kept.read('q', changed, compute)
  await settled()
  looking.resolve(true)
  await settled()
  t.equal(begun.length, 2, 'the slow one joined it')
  begun[1]?.resolve(answer('new'))
  t.same((await Promise.all([slow, quick])).map(({ body }) => body), ['new', 'new'])
})

t.test('a fault is told to those who waited, and not kept', async (t) => {
  const { begun, compute, kept } = bench()
  const first = kept.read('q', changed, compute)
  const next = kept.read('q', changed, compute)
  begun[0]?.reject(new Error('away'))

  await t.rejects(first, { message: 'away' })
  await settled()
  begun[1]?.resolve(answer('back'))
  t.equal((await next).body, 'back')
})

t.test('beyond the bounds the least recently asked for goes', async (t) => {
  const kept = new KeptAnswers()
  let computed = 0
  const read = async (question: string, size: number) => await kept.read(question, unchanged, async () => { computed++; return answer('x'.repeat(size)) })

  await read('wanted', 1)
  for (const number of range(300)) { await read(`q${number}`, 1); await read('wanted', 1) }
  t.equal(computed, 301, 'what is asked for again and again stays')
  await read('q1', 1)
  t.equal(computed, 302, 'what was not has gone')
  await read('huge', 20_000_000)
  await read('huge', 20_000_000)
  t.equal(computed, 304, 'what is larger than all that may be kept is not')
})
