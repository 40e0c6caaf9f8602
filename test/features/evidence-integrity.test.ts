import t from 'tap'
import { rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { answer } from '../../src/cli/answer.ts'
import { checkFiles } from '../../src/features/evidence/integrity.ts'
import { testApp } from '../support/app.ts'
import { buildStarted, form } from '../support/evidence.ts'
import { storeFolder } from '../support/store-folder.ts'

const app = await testApp(t)
const { as, partnershipId, services } = app
const { id: actionId, path } = await buildStarted(app)
const unstopped = new AbortController().signal

async function upload (text: string) {
  const { body } = await as('contributor')('POST', `${path}/evidence`, form({ content: Buffer.from(text), name: 'note.txt', type: 'text/plain' }))
  return { id: body.id as string, file: join(storeFolder(app), partnershipId, body.id) } // an id is a string
}

const check = async () => {
  const { databaseUrl: DATABASE_URL, sessionSecret: SESSION_SECRET, dataDir: DATA_DIR } = services.config
  return await answer(['evidence', 'check'], { DATABASE_URL, SESSION_SECRET, DATA_DIR })
}

t.test('files that are as recorded are told to be', async (t) => {
  const { id } = await upload('Whole.')

  t.same(await checkFiles(services, undefined, unstopped), { files: 1, faults: [], last: id })
  t.same(await checkFiles(services, id, unstopped), { files: 0, faults: [], last: undefined })
  t.same(await check(), { code: 0, out: '1 file is as recorded.\n', err: '' })
})

t.test('a file that is missing, not whole or altered is named, and the others stay in order', async (t) => {
  const [missing, short, altered] = [await upload('Missing.'), await upload('Short.'), await upload('Altered.')]
  await rm(missing.file)
  await writeFile(short.file, 'Sho')
  await writeFile(altered.file, 'altered.')

  const { files, faults } = await checkFiles(services, undefined, unstopped)

  t.equal(files, 4)
  t.same(faults.map(({ evidenceId, fault }) => [evidenceId, fault]), [[missing.id, 'missing'], [short.id, 'not whole'], [altered.id, 'altered']])
  t.match(faults[0], { partnershipId, actionId })
  t.match(await check(), { code: 1, out: '', err: new RegExp(`^3 of 4 files are not as their records say:\\n  evidence ${missing.id} of action ${actionId}: missing\\n`) })
  t.match(await as('reviewer')('GET', `/v1/evidence/${missing.id}/content`), { status: 404, body: { type: '/problems/content-missing' } })
  t.equal((await as('reviewer')('GET', `${path}/evidence`)).body.data.length, 4)
})
