import { isLocalDate } from '../domain/local-date.ts'
import { createPersonKey } from '../features/people/key-commands.ts'
import { ApiKeyInput } from '../features/people/key-schemas.ts'
import { findPersonByEmail } from '../features/people/queries.ts'
import { refuseUnlessFits } from '../platform/http/validation.ts'
import { inPartnership, partnershipOption } from './as-operator.ts'
import { CommandError } from './command.ts'
import type { Command, Given } from './command.ts'

export const apiKeyCreate: Command = {
  name: 'api-key create',
  summary: 'Makes an API key with the powers of a person, and prints the token and nothing else: it is shown this once.',
  options: {
    person: { value: '<email>', description: 'Whose key it is.', required: true },
    name: { value: '<name>', description: 'What it is for.', required: true },
    'expires-on': { value: '<date>', description: 'The last day on which it works, such as 2026-12-31; at most 365 days ahead.', required: true },
    partnership: partnershipOption
  },
  run: async (given, config) => {
    const { name, expiresOn } = readInput(given)
    const { token } = await inPartnership(config, given.maybe('partnership'), async (work) => {
      const person = await findPersonByEmail(work.tx, work.by.partnershipId, given.text('person'))
      return await createPersonKey(work, person.id, name, expiresOn)
    })
    return token
  }
}

function readInput (given: Given) {
  const [name, expiresOn] = [given.text('name'), given.text('expires-on')]
  if (!isLocalDate(expiresOn)) throw new CommandError(`--expires-on is a day such as 2026-12-31; ${JSON.stringify(expiresOn)} is not.`, 2)
  refuseUnlessFits(ApiKeyInput.properties.name, name)
  return { name, expiresOn }
}
