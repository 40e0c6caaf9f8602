import { readFileSync } from 'node:fs'

/** The flags that `npm start` gives Node, such as the bounds of its memory: whatever is measured runs with the same. */
export function startFlags (): string[] {
  const { scripts } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as { scripts: { start: string } } // ours
  return scripts.start.split(' ').filter((word) => word.startsWith('--') && word !== '--require')
}
