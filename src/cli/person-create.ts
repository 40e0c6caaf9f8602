import { listAllAgencies } from '../features/agencies/queries.ts'
import { createPerson } from '../features/people/commands.ts'
import { PersonInput } from '../features/people/schemas.ts'
import type { Work } from '../features/work.ts'
import { refuseUnlessFits } from '../platform/http/validation.ts'
import { inPartnership, partnershipOption } from './as-operator.ts'
import { CommandError } from './command.ts'
import type { Command, Given } from './command.ts'

export const personCreate: Command = {
  name: 'person create',
  summary: 'Enters a person of one of the agencies of the partnership.',
  options: {
    name: { value: '<name>', description: 'The full name.', required: true },
    email: { value: '<email>', description: 'The address; one person of the partnership has it.', required: true },
    role: { value: '<role>', description: 'coordinator, contributor, reviewer, scrutineer or viewer.', required: true },
    agency: { value: '<code>', description: 'The agency that employs the person.', required: true },
    'job-title': { value: '<title>', description: 'What the person is there.' },
    partnership: partnershipOption
  },
  run: async (given, config) => {
    const person = await inPartnership(config, given.maybe('partnership'), async (work) => await createPerson(work, await readInput(work, given)))
    return `Made the ${person.role} ${person.email} (${person.id}).`
  }
}

async function readInput (work: Work, given: Given): Promise<PersonInput> {
  const agencyId = await agencyNamed(work, given.text('agency'))
  const jobTitle = given.maybe('job-title')
  const input = { agencyId, name: given.text('name'), email: given.text('email'), role: given.text('role'), ...(jobTitle === undefined ? {} : { jobTitle }) }
  refuseUnlessFits(PersonInput, input)
  return input as PersonInput // as the line above says
}

async function agencyNamed (work: Work, code: string): Promise<string> {
  const agencies = await listAllAgencies(work.tx, work.by.partnershipId)
  const found = agencies.find((agency) => agency.code === code)
  if (found === undefined) throw new CommandError(`There is no agency ${code}; there are ${agencies.map((agency) => agency.code).sort().join(', ')}.`)
  return found.id
}
