import t from 'tap'
import { playbooks, readPlaybooks } from '../../src/features/playbooks/playbooks.ts'

const [playbook] = playbooks

t.test('another playbook is only more data', async (t) => {
  const another = { ...playbook, key: 'another', reference: 'R10' }

  t.same(readPlaybooks([another, ...playbooks]).map(({ reference }) => reference), ['R1', 'R2', 'R3', 'R4', 'R5', 'R10'])
})

t.test('a playbook that could not be carried out is refused with all its faults', async (t) => {
  const broken = { ...playbook, key: 'Not a key', ownerKind: 'council', colour: 'red', actions: [] }

  t.throws(() => readPlaybooks([broken]), { message: /cannot be used:\n(- \/0[^\n]*\n?){4}$/ })
  t.throws(() => readPlaybooks([playbook, playbook]), { message: /another playbook has this key/ })
  t.throws(() => readPlaybooks({}), { message: /must be array/ })
})
