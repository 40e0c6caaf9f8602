import { localDateAt } from '../../domain/local-date.ts'
import { dayInWords } from '../../platform/mail/day-in-words.ts'
import { escaped } from '../../platform/mail/html.ts'
import type { Message } from '../../platform/mail/mailer.ts'
import type { Payloads } from '../../platform/jobs/task-list.ts'
import type { Logger } from '../../platform/log.ts'
import type { Services } from '../../services.ts'
import { findAgency } from '../agencies/queries.ts'
import { findPartnership } from '../partnerships/queries.ts'
import type { PartnershipRow } from '../partnerships/queries.ts'
import { findPerson } from './queries.ts'
import type { PersonRow } from './queries.ts'

type Notice = Payloads['people.notify']

/** Writes that an account was changed; what is in the way for now is met by trying the job again. */
export async function sendPersonNotice ({ database, mailer }: Pick<Services, 'database' | 'mailer'>, log: Logger, notice: Notice): Promise<void> {
  const { partnershipId, personId, address, agencyId } = notice
  const [person, partnership, agency] = await Promise.all([
    findPerson(database, partnershipId, personId), findPartnership(database, partnershipId), agencyId === null ? undefined : findAgency(database, partnershipId, agencyId)
  ])
  const to = address ?? agency?.escalationEmail ?? null
  if (to === null) return // the agency has nobody to be told
  const delivered = await mailer.send(messageOf(notice, person, partnership, to))
  if (delivered.outcome === 'try_again') throw new Error(delivered.reason)
  if (delivered.outcome === 'refused') log.warn({ partnershipId, personId, agencyId, reason: delivered.reason }, 'somebody could not be told that a person was changed')
}

const fieldNames = { email: 'e-mail address', role: 'role', agencyId: 'agency' } as const satisfies Record<Notice['changed'][number], string>

function messageOf ({ noticeId, changed, at, agencyId }: Notice, { name, role }: PersonRow, partnership: PartnershipRow, to: string): Message {
  const [whose, subject] = agencyId === null
    ? ['your account', 'Your account in Follow-through']
    : [`the account of ${name}`, 'An account of your agency in Follow-through']
  const day = dayInWords(localDateAt(at, partnership.timeZone))
  const text = [
    changed.length === 0
      ? `A coordinator of ${partnership.name} made ${whose} in Follow-through on ${day}.`
      : `A coordinator of ${partnership.name} changed ${whose} in Follow-through on ${day}: ${changed.map((field) => fieldNames[field]).join(', ')}. Keys and sessions that it had have ended.`,
    ...(role === 'reviewer' ? ['It is a reviewer’s account: it may judge evidence, sign actions off, decide about more time and rate impact.'] : []),
    'If you did not expect this, tell the coordinators at once, by another way than an answer to this message.'
  ]
  return { id: `person-${noticeId}`, to, subject, text: text.join('\n\n'), html: text.map((line) => `<p>${escaped(line)}</p>`).join('\n'), attempt: 1 }
}
