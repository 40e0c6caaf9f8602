/** An answer worked out once, with what the database showed before it was. */
export interface Answer { readonly snapshot: string, readonly body: string }

export type Changed = (snapshot: string) => Promise<boolean>

// Enough for the boards of a partnership of thirty agencies; beyond it the least recently asked for goes.
const mostKept = 200
const mostCharacters = 16_000_000

/** The answers to questions that many ask and that cost much, each kept until what it was made of changes. */
export class KeptAnswers {
  readonly #answers = new Map<string, KeptAnswer>()

  /** An answer as good as one worked out now: nothing that was committed before the question is missing from it. */
  async read (question: string, changed: Changed, compute: () => Promise<Answer>): Promise<Answer> {
    const kept = this.#answers.get(question) ?? new KeptAnswer()
    this.#answers.delete(question)
    this.#answers.set(question, kept) // now the last to go
    const answer = await kept.read(changed, compute)
    this.#forgetTheOldest()
    return answer
  }

  #forgetTheOldest (): void {
    let characters = 0
    for (const { size } of this.#answers.values()) characters += size
    for (const [question, { size }] of this.#answers) {
      if (this.#answers.size <= mostKept && characters <= mostCharacters) return
      this.#answers.delete(question)
      characters -= size
    }
  }
}

/**
 * One question. Its answer is worked out by one request at a time for all that
 * wait for it; but nobody is given the outcome of a computation that had begun
 * before they asked, which may have missed what they wrote just then.
 */
class KeptAnswer {
  #kept: Answer | undefined
  #begun = 0
  #latest: Promise<Answer> | undefined
  #isComputing = false
  #next: Promise<Answer> | undefined

  get size (): number { return this.#kept?.body.length ?? 0 }

  async read (changed: Changed, compute: () => Promise<Answer>): Promise<Answer> {
    const begunBefore = this.#begun
    const kept = this.#kept
    if (kept !== undefined && !await changed(kept.snapshot)) return kept
    if (this.#latest !== undefined && this.#begun > begunBefore) return await this.#latest
    return await this.#afterTheOneUnderWay(compute)
  }

  #afterTheOneUnderWay (compute: () => Promise<Answer>): Promise<Answer> {
    if (!this.#isComputing) return this.#begin(compute)
    this.#next ??= Promise.allSettled([this.#latest]).then(async () => {
      this.#next = undefined
      return await this.#begin(compute)
    })
    return this.#next
  }

  #begin (compute: () => Promise<Answer>): Promise<Answer> {
    this.#begun++
    this.#isComputing = true
    this.#latest = compute().then((answer) => { this.#kept = answer; return answer }).finally(() => { this.#isComputing = false })
    return this.#latest
  }
}
