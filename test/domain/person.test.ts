import t from 'tap'
import { endsKeys, roles, serviceRoles } from '../../src/domain/person.ts'

const before = { email: 'lead@csc.example', role: 'contributor', agencyId: 'csc', name: 'Lead' } as const

t.test('a change of email, role or agency ends the keys of a person', async (t) => {
  t.ok(endsKeys(before, { ...before, email: 'lead@housing.example' }))
  t.ok(endsKeys(before, { ...before, role: 'reviewer' }))
  t.ok(endsKeys(before, { ...before, agencyId: 'housing' }))
})

t.test('any other change leaves the keys alone', async (t) => {
  t.notOk(endsKeys(before, { ...before }))
  t.notOk(endsKeys(before, Object.assign({}, before, { name: 'New name' })))
})

t.test('a service never approves: its roles leave out reviewer and scrutineer', async (t) => {
  t.strictSame(roles.filter(role => !serviceRoles.some(service => service === role)), ['reviewer', 'scrutineer'])
})
