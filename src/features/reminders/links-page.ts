import { createHash } from 'node:crypto'
import type { LocalDate } from '../../domain/local-date.ts'
import { escaped } from '../../platform/mail/html.ts'
import { nameOf, whenOf } from './digest.ts'
import type { Link, LinkChoice } from './links-commands.ts'

const style = `body{margin:0;font:19px/1.4 Arial,Helvetica,sans-serif;color:#0b0c0c;background:#fff}
main{max-width:640px;margin:0 auto;padding:32px 16px}
h1{font-size:32px;line-height:1.2;margin:0 0 24px}
p{margin:0 0 20px}
button{display:block;width:100%;margin:0 0 16px;padding:10px 16px;font:inherit;text-align:left;color:#fff;background:#0f7a52;border:2px solid transparent;border-radius:0;cursor:pointer}
button:focus,a:focus{outline:3px solid #fd0;outline-offset:0;background:#fd0;color:#0b0c0c}
a{color:#1d70b8}
.small{color:#505a5f;font-size:16px}`

/** A page of its own: nothing is fetched, nothing runs, it stands in no frame, and its form is sent to this address alone. */
export const pagePolicy = `default-src 'none'; style-src 'sha256-${createHash('sha256').update(style).digest('base64')}'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'`

/** Says what the link is for, and leaves the doing to its buttons. */
export function linkPage ({ link, state, choices }: Link, today: LocalDate, publicUrl: string): string {
  if (state !== 'open') return closedPage(state, publicUrl)
  return page('A reminder', [
    `<p><strong>${escaped(nameOf(link))}</strong><br>${escaped(whenOf(link.dueOn, today))}.</p>`,
    '<p>Nothing has been recorded yet. Choose what to say; it can be said once.</p>',
    `<form method="post">\n${choices.map(buttonOf).join('\n')}\n</form>`,
    '<p class="small">It is recorded under the address that the reminder was sent to. It changes neither the status nor the date, and the next reminder comes when it is due.</p>',
    signIn(publicUrl)
  ])
}

/** What was recorded. */
export function thanksPage ({ link }: Link, choice: LinkChoice, publicUrl: string): string {
  return page('Thank you', [`<p><strong>${escaped(nameOf(link))}</strong><br>${recorded[choice]}</p>`, signIn(publicUrl)])
}

export function closedPage (state: 'used' | 'expired', publicUrl: string): string {
  return page(state === 'used' ? 'This link has been used' : 'This link has expired', [`<p>${closed[state]}</p>`, signIn(publicUrl)])
}

export function unknownPage (publicUrl: string): string {
  return page('This link is not known', ['<p>Perhaps it was cut in two on its way. The whole of it stands in the message.</p>', signIn(publicUrl)])
}

const buttons: Readonly<Record<LinkChoice, string>> = { seen: 'I have seen this reminder', evidence_follows: 'It is done; the evidence follows' }

const recorded: Readonly<Record<LinkChoice, string>> = {
  seen: 'It is recorded that you have seen the reminder. The next one comes when it is due.',
  evidence_follows: 'It is recorded that the work is done and the evidence follows. The action stays open until the evidence is there.'
}

const closed = { used: 'What it said has been recorded. It works once.', expired: 'It worked for 14 days. The latest reminder holds one that works.' }

function buttonOf (choice: LinkChoice): string {
  return `<button name="choice" value="${choice}">${buttons[choice]}</button>`
}

function signIn (publicUrl: string): string {
  return `<p><a href="${escaped(publicUrl)}" rel="noreferrer">Sign in to Follow-through</a></p>`
}

function page (title: string, parts: readonly string[]): string {
  return `<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><meta name="robots" content="noindex"><title>${title} - Follow-through</title><style>${style}</style></head>
<body><main>
<h1>${title}</h1>
${parts.join('\n')}
</main></body>
</html>
`
}
