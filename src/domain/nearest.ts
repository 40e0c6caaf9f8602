/** The words of a list that a misspelt one may have meant, nearest first; none when nothing comes close. */
export function nearest (written: string, words: readonly string[]): string[] {
  const wanted = written.toLowerCase()
  return words
    .map((word) => ({ word, distance: distanceBetween(wanted, word.toLowerCase()) }))
    .filter(({ word, distance }) => distance <= Math.ceil(Math.max(word.length, wanted.length) / 3))
    .sort((a, b) => a.distance - b.distance)
    .slice(0, 3)
    .map(({ word }) => word)
}

// A heading or a code; what is longer is a text, and its cost would grow with the square.
const longestWord = 80

/** How many letters have to be put in, taken out or changed (Levenshtein). */
function distanceBetween (a: string, b: string): number {
  if (a.length > longestWord || b.length > longestWord) return Infinity
  let row = Array.from({ length: b.length + 1 }, (_, index) => index)
  for (let i = 1; i <= a.length; i++) {
    const next = [i]
    for (let j = 1; j <= b.length; j++) {
      const changed = (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1)
      next.push(Math.min(changed, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1))
    }
    row = next
  }
  return row[b.length] ?? Infinity
}
