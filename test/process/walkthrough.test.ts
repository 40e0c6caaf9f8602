import t from 'tap'
import { execFile } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { promisify } from 'node:util'
import { curlOnPath } from './curl.ts'
import { start, usedDataDir } from './service.ts'
import type { Running } from './service.ts'

const page = readFileSync('docs/walkthrough.md', 'utf8')
const script = readFileSync('docs/walkthrough.sh', 'utf8')

t.test('the script has the commands of the page, in its order and nothing else', async (t) => {
  const commands = [...page.matchAll(/^```sh\n(.*?)^```$/gms)].map(([, command]) => command)
  const [, ...blocks] = script.split(/^set -eu\n\n/m)

  t.equal(blocks.join(''), commands.join('\n'))
  t.match(script, /^#!\/bin\/sh\n(#.*\n)+set -eu\n/)
})

t.test('whoever follows it brings an action of the example to sign-off and each of R1 to R5 from response to impact, and ends with a reasoned no', async (t) => {
  const dataDir = await usedDataDir(t)
  const service = await start(t, dataDir)
  const environment = { PATH: curlOnPath(t.testdir()), HOME: process.env['HOME'], BASE_URL: service.address, DATA_DIR: dataDir }
  const { stdout } = await promisify(execFile)('sh', ['docs/walkthrough.sh'], { env: environment, maxBuffer: 10 * 1024 * 1024 })

  const problems = stdout.split('\n').filter((line) => line.includes('/problems/')).map((line) => JSON.parse(line))
  t.match(problems, [{ type: '/problems/forbidden-move' }, { type: '/problems/evidence-missing', missing: ['one accepted output or process item', 'one accepted outcome, voice or independent item'] }, { type: '/problems/reason-required' }, { type: '/problems/recommendation-not-accepted' }])
  t.equal(problems.length, 4)
  const { data: [action] } = await service.actions('ownerAgencyId=housing&q=monthly+complex+case+panel')
  t.match(action, { status: 'completed', assurance: 'signed_off', evidenceCounts: { accepted: 3, returned: 1, submitted: 0 } })
  const [walked, considered] = await recommendationsOfWalk(service)
  t.match(walked, ['R1', 'R2', 'R3', 'R4', 'R5'].map((reference) => ({ reference, impact: 'early_signs', delivery: { completed: 1 } })))
  t.match(considered, { response: 'not_accepted', responseReason: /\S/ })
  const { data: measures } = await (await service.ask('GET', '/v1/measures?ownerAgencyId=housing&limit=200')).json() as { data: Array<{ latest: object | null }> } // as the API's document says
  t.match(measures.filter(({ latest }) => latest !== null).length, 6, 'a figure of the example, and one of each walk')
})

/** The five that were walked, and the one that was declined. */
async function recommendationsOfWalk ({ ask }: Running): Promise<[object[], object | undefined]> {
  const { data: reviews } = await (await ask('GET', '/v1/reviews?limit=200')).json() as { data: Array<{ id: string, reference: string }> } // as the API's document says
  const { data } = await (await ask('GET', `/v1/recommendations?sort=reference&reviewId=${reviews.find(({ reference }) => reference.startsWith('WALK-'))?.id}`)).json() as { data: object[] }
  return [data.slice(0, 5), data.at(5)]
}
