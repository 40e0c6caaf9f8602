import type { Digest, DigestEntry, DigestGroup } from './digest.ts'

/** The digest for those who read mail as plain text. */
export function digestText (digest: Digest): string {
  return `${[`${digest.subject}.`, ...digest.groups.map(groupText), ...noteText(digest.failedAddresses), footer(digest)].join('\n\n')}\n`
}

function groupText ({ heading, entries }: DigestGroup): string {
  return [heading.toUpperCase(), ...entries.map(entryText)].join('\n\n')
}

function entryText ({ what, when, because, link }: DigestEntry): string {
  return [what, `${when}.`, ...because === undefined ? [] : [because], `Answer without signing in: ${link}`].join('\n')
}

function noteText (addresses: readonly string[]): string[] {
  return addresses.length === 0 ? [] : [['MESSAGES COME BACK FROM', ...addresses, 'Nothing more is sent there until the address is saved again, corrected or as it is.'].join('\n')]
}

function footer ({ partnershipName, publicUrl }: Digest): string {
  return ['--', `Sent by Follow-through for ${partnershipName}, once a day at most.`, 'It names no review and no child. Sign in to see what it is about:', publicUrl].join('\n')
}
