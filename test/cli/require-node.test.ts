import t from 'tap'
import { run } from './run.ts'

const pretend = (version: string) => ['--require', t.testdir({ 'pretend.cjs': `Object.defineProperty(process, 'versions', { value: { node: '${version}' } })` }) + '/pretend.cjs']
const look = ['--require', './src/require-node.cjs', '--eval', 'console.log("it runs")']

t.test('a Node that is too old is told so in one line', async (t) => {
  const { code, out, err } = await run([...pretend('20.20.2'), ...look])
  t.equal(code, 1)
  t.equal(out, '')
  t.match(err, /^Follow-through needs Node 24 or newer, and this is 20\.20\.2: .*\n$/)
})

t.test('Node 24 and newer are not held up', async (t) => {
  t.match(await run([...pretend('26.0.0'), ...look]), { code: 0, out: 'it runs\n', err: '' })
})
