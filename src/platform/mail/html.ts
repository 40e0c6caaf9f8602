const entities: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' }

/** A text as it can stand anywhere in a page, in an attribute too. */
export function escaped (text: string): string {
  return text.replace(/[&<>"']/g, (character) => entities[character] ?? character)
}
