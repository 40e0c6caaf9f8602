import { readFileSync } from 'node:fs'

/** How `npm start` has Node bound its memory: whatever is measured runs with the same. */
export function startFlags (): string[] {
  const { scripts } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as { scripts: { start: string } } // ours
  return scripts.start.split(' ').filter((word) => word.startsWith('--') && word !== '--require')
}
