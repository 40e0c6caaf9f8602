import { escaped } from '../../platform/mail/html.ts'
import type { Digest, DigestEntry, DigestGroup } from './digest.ts'

// Mail programs know little of style sheets: each element carries its own.
const body = 'margin:0;padding:24px;max-width:640px;font-family:Arial,Helvetica,sans-serif;font-size:19px;line-height:1.4;color:#0b0c0c;background:#ffffff'
const title = 'margin:0 0 24px;font-size:27px;line-height:1.2'
const section = 'margin:32px 0 12px;font-size:21px'
const paragraph = 'margin:0 0 20px'
const link = 'color:#1d70b8'
const small = 'margin:32px 0 0;padding-top:16px;border-top:1px solid #b1b4b6;font-size:16px;color:#505a5f'

/** The digest for those who read mail as a page: the same words, no image, nothing fetched. */
export function digestHtml (digest: Digest): string {
  return `<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${escaped(digest.subject)}</title></head>
<body style="${body}">
<h1 style="${title}">${escaped(digest.subject)}</h1>
${[...digest.groups.map(groupHtml), ...noteHtml(digest.failedAddresses), footer(digest)].join('\n')}
</body>
</html>
`
}

function groupHtml ({ heading, entries }: DigestGroup): string {
  return [`<h2 style="${section}">${escaped(heading)}</h2>`, ...entries.map(entryHtml)].join('\n')
}

function entryHtml ({ what, when, because, link: address }: DigestEntry): string {
  const lines = [`<strong>${escaped(what)}</strong>`, `${escaped(when)}.`, ...because === undefined ? [] : [escaped(because)]]
  return `<p style="${paragraph}">${lines.join('<br>')}<br><a style="${link}" href="${escaped(address)}">Answer without signing in</a></p>`
}

function noteHtml (addresses: readonly string[]): string[] {
  if (addresses.length === 0) return []
  return [`<h2 style="${section}">Messages come back from</h2>`,
    `<p style="${paragraph}">${addresses.map(escaped).join('<br>')}<br>Nothing more is sent there until the address is saved again, corrected or as it is.</p>`]
}

function footer ({ partnershipName, publicUrl }: Digest): string {
  return `<p style="${small}">Sent by Follow-through for ${escaped(partnershipName)}, once a day at most. It names no review and no child.
<a style="${link}" href="${escaped(publicUrl)}">Sign in</a> to see what it is about.</p>`
}
