import t from 'tap'
import { answer } from '../../src/cli/answer.ts'
import { readConfig } from '../../src/config.ts'
import { composeServices } from '../../src/services.ts'
import { patient } from '../support/patient.ts'
import { cloneTemplate } from '../support/template.ts'
import { run } from './run.ts'

const database = await cloneTemplate()
const environment = { DATABASE_URL: database.url, DATABASE_OWNER_URL: database.ownerUrl, SESSION_SECRET: 'only-for-tests-only-for-tests-only', DATA_DIR: t.testdir() } // not where somebody's service was started
const ask = async (...words: string[]) => await answer(words, environment)
t.teardown(async () => { await database.drop() })

const founding = ['partnership', 'create', '--name', 'Northshire', '--coordinator-name', 'Sam Okafor', '--coordinator-email', 'sam@northshire.example']
const inAYear = new Date(Date.now() + 300 * 86_400_000).toISOString().slice(0, 10)

t.test('each command explains itself', async (t) => {
  const overview = await ask()
  const commands = [...overview.out.matchAll(/^ {2}(\S+(?: \S+)?) {2}/gm)].map(([, name = '']) => name)
  t.strictSame(commands, ['migrate', 'partnership create', 'person create', 'api-key create', 'sign-in-link', 'import', 'remind', 'evidence check', 'verify', 'checkpoint key', 'backup', 'restore', 'retention list', 'retention dispose', 'openapi'])
  for (const name of commands) {
    const { code, out } = await ask(...name.split(' '), '--help')
    t.equal(code, 0)
    t.ok(out.startsWith(`npm run cli -- ${name} [options]`), name)
  }
})

t.test('what is wrong with a command line is said in one line', async (t) => {
  t.same(await ask('person', 'crate'), { code: 2, out: '', err: 'There is no command "person crate"; there are migrate, partnership create, person create, api-key create, sign-in-link, import, remind, evidence check, verify, checkpoint key, backup, restore, retention list, retention dispose, openapi.\n' })
  t.same(await ask('migrate', '--now'), { code: 2, out: '', err: "migrate: Unknown option '--now'; migrate --help tells more.\n" })
  t.same(await ask('api-key', 'create', '--name', 'x'), { code: 2, out: '', err: 'api-key create needs --person, --expires-on; api-key create --help tells more.\n' })
})

t.test('a partnership is founded with its coordinator, once', async (t) => {
  t.match(await ask(...founding, '--code', 'northshire'), { code: 0, out: /^Made the partnership northshire .* coordinator sam@northshire\.example/ })
  t.match(await ask(...founding, '--code', 'northshire'), { code: 1, out: '', err: 'There is a partnership northshire already.\n' })
  t.match(await ask(...founding, '--code', 'north', '--time-zone', 'Mars'), { code: 1, err: /is not a time zone/ })
})

t.test('a person is entered in an agency that there is', async (t) => {
  const person = ['person', 'create', '--name', 'Amina Yusuf', '--email', 'amina@northshire.example']
  t.match(await ask(...person, '--role', 'reviewer', '--agency', 'csc'), { code: 1, err: 'There is no agency csc; there are business-unit.\n' })
  t.match(await ask(...person, '--role', 'auditor', '--agency', 'business-unit'), { code: 1, err: /^role must be .*reviewer/ })
  t.match(await ask(...person, '--role', 'reviewer', '--agency', 'business-unit'), { code: 0, out: /^Made the reviewer amina@northshire\.example/ })
})

t.test('what is due is listed, and only that list is disposed of', async (t) => {
  t.same(await ask('retention', 'list'), { code: 0, out: 'northshire: nothing is due.\n', err: '' })
  t.match(await ask('retention', 'dispose'), { code: 2, err: /needs --as-listed/ })
  t.match(await ask('retention', 'dispose', '--as-listed', '00000000'), { code: 1, err: /^The list is another by now; nothing was disposed of\.\nnorthshire: nothing is due\.\n$/ })
})

t.test('a key is printed and nothing else, and opens the service', async (t) => {
  const key = ['api-key', 'create', '--person', 'Sam@northshire.example', '--name', 'Dashboard', '--expires-on']
  t.match(await ask(...key, 'tomorrow'), { code: 2, err: /^--expires-on is a day/ })
  t.match(await ask(...key, '2999-01-01'), { code: 1, err: /365 days/ })

  const { code, out, err } = await run(['--require', './src/require-node.cjs', 'src/cli.ts', ...key, inAYear], environment)

  t.same({ code, err }, { code: 0, err: '' })
  t.match(out, /^ft_[0-9a-f]{32}_[0-9A-Za-z]{49}\n$/)
  const services = composeServices({ config: readConfig(environment), databaseUrl: database.url, ...patient })
  t.match(await services.authenticate(out.trim()), { caller: { kind: 'person', name: 'Sam Okafor', role: 'coordinator' } })
  await services.close()
})

t.test('a sign-in link is printed and nothing else', async (t) => {
  t.match(await ask('sign-in-link', '--person', 'Sam@northshire.example'), { code: 0, out: /^http:\/\/127\.0\.0\.1:3000\/sign-in\/[\w-]{43}\n$/, err: '' })
  const [served, link] = [t.testdir({ 'public-url': 'https://follow-through.northshire.example' }), ['sign-in-link', '--person', 'sam@northshire.example']]
  t.match(await answer(link, { ...environment, DATA_DIR: served }), { out: /^https:\/\/follow-through\.northshire\.example\/sign-in\// }, 'where the service of the data folder was last started')
  t.match(await answer(link, { ...environment, DATA_DIR: served, PORT: '4001' }), { out: /^http:\/\/127\.0\.0\.1:4001\/sign-in\// }, 'unless it is told')
  t.match(await ask('sign-in-link', '--person', 'nobody@northshire.example'), { code: 1, out: '', err: /There is no such person/ })
})

t.test('what is not there is not verified or imported, and passes for nothing', async (t) => {
  t.same(await ask('verify', '--checkpoints', '/not/mounted'), { code: 2, out: '', err: 'There is no folder /not/mounted: nothing was verified.\n' })
  for (const command of ['import', 'verify']) t.same(await ask(command, '--file', t.testdir()), { code: 1, out: '', err: `There is no file ${t.testdirName} that can be read.\n` })
})

t.test('with several partnerships, one has to be named', async (t) => {
  await ask(...founding, '--code', 'southshire')
  const key = ['api-key', 'create', '--person', 'sam@northshire.example', '--name', 'Dashboard', '--expires-on', inAYear]

  t.match(await ask(...key), { code: 2, err: /name one with --partnership \(northshire, southshire\)/ })
  t.match(await ask(...key, '--partnership', 'westshire'), { code: 1, err: 'There is no partnership westshire; there is northshire, southshire.\n' })
  t.match(await ask(...key, '--partnership', 'southshire'), { code: 0, out: /^ft_/ })
})
