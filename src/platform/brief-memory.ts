/** Answers remembered for less than a second, so that many requests of one caller cost one look, and what ends is soon seen to have ended. */
export class BriefMemory<Answer> {
  readonly #known = new Map<string, { readonly at: number, readonly answer: Promise<Answer> }>()

  async read (key: string, look: () => Promise<Answer>): Promise<Answer> {
    const at = performance.now()
    const remembered = this.#known.get(key)
    if (remembered !== undefined && at - remembered.at < knownForMs) return await remembered.answer
    if (this.#known.size >= mostKnown) this.#known.clear()
    const answer = look()
    this.#known.set(key, { at, answer })
    answer.catch(() => { if (this.#known.get(key)?.answer === answer) this.#known.delete(key) }) // a fault is not remembered
    return await answer
  }

  forget (key: string): void {
    this.#known.delete(key)
  }

  forgetAll (): void {
    this.#known.clear()
  }
}

// What was ended works no longer than this in any process (API.md: within a second).
const knownForMs = 900
const mostKnown = 10_000
