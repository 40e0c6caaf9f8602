import { createPartnership } from '../features/partnerships/commands.ts'
import type { PartnershipInput } from '../features/partnerships/commands.ts'
import { Partnership } from '../features/partnerships/schemas.ts'
import { PersonInput } from '../features/people/schemas.ts'
import { newId } from '../platform/ids.ts'
import { refuseUnlessFits } from '../platform/http/validation.ts'
import { Type } from '@sinclair/typebox'
import { asOperator, withDatabase } from './as-operator.ts'
import type { Command, Given } from './command.ts'

export const partnershipCreate: Command = {
  name: 'partnership create',
  summary: 'Founds a partnership, with its business unit and its first coordinator.',
  options: {
    code: { value: '<code>', description: 'Its short name: lower-case letters, digits and hyphens. It does not change.', required: true },
    name: { value: '<name>', description: 'Its full name.', required: true },
    'coordinator-name': { value: '<name>', description: 'Who coordinates it first.', required: true },
    'coordinator-email': { value: '<email>', description: 'Where that person is written to.', required: true },
    'time-zone': { value: '<zone>', description: 'Whose calendar days count; Europe/London when not given.' }
  },
  run: async (given, config) => {
    const input = readInput(given)
    // Founding depends on no calendar day; the zone that was asked for is judged by the command.
    const { partnership, coordinator } = await withDatabase(config, async (database) =>
      await asOperator(database, newId(), 'UTC', async (work) => await createPartnership(work, input)))
    return `Made the partnership ${partnership.code} (${partnership.id}) with its coordinator ${coordinator.email} (${coordinator.id}).`
  }
}

const Names = Type.Object({
  name: Partnership.properties.name,
  'coordinator-name': PersonInput.properties.name,
  'coordinator-email': PersonInput.properties.email
})

function readInput (given: Given): PartnershipInput {
  const [name, coordinatorName, email] = [given.text('name'), given.text('coordinator-name'), given.text('coordinator-email')]
  refuseUnlessFits(Names, { name, 'coordinator-name': coordinatorName, 'coordinator-email': email })
  const timeZone = given.maybe('time-zone')
  return { code: given.text('code'), name, ...(timeZone === undefined ? {} : { timeZone }), coordinator: { name: coordinatorName, email } }
}
