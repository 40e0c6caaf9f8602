import { problemCatalogue } from './problem-catalogue.ts'

const opening = `# Problems

Every error is [RFC 9457](https://www.rfc-editor.org/rfc/rfc9457) problem details, \`application/problem+json\`. Its \`type\` is \`/problems/\` with one of the names below; that address explains the problem too. \`detail\` says what is wrong this time, \`instance\` is the request's id, and \`errors\` points at the fields that are not right.

This page is made from \`src/platform/http/problem-catalogue.ts\` by \`npm run openapi\`.
`

/** docs/problems.md: a heading for each problem, by status and then by name. */
export function problemsPage (): string {
  const kinds = Object.entries(problemCatalogue).sort(([a, one], [b, other]) => one.status - other.status || (a < b ? -1 : 1))
  const sections = kinds.map(([code, { status, title, explanation }]) => `## ${code}\n\n**${status}** · ${title}.\n\n${explanation}\n`)
  return [opening, ...sections].join('\n')
}
