import { findPersonByEmail } from '../features/people/queries.ts'
import { createSignInLink } from '../features/sessions/commands.ts'
import { CommandError } from './command.ts'
import { inPartnership, partnershipOption } from './as-operator.ts'
import type { Command } from './command.ts'

export const signInLink: Command = {
  name: 'sign-in-link',
  summary: 'Makes a link that signs a person in at the dashboard, once within 24 hours, and prints it and nothing else.',
  options: {
    person: { value: '<email>', description: 'Whom it signs in.', required: true },
    partnership: partnershipOption
  },
  run: async (given, config) => {
    const token = await inPartnership(config, given.maybe('partnership'), async (work) => {
      const person = await findPersonByEmail(work.tx, work.by.partnershipId, given.text('person'))
      if (!person.active) throw new CommandError(`${person.email} is not active: nobody signs in as them.`)
      return createSignInLink(work, person.id)
    })
    return `${config.publicUrl}/sign-in/${token}`
  }
}
