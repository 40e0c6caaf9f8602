/** Something to put right that stops nobody: a code for programs and a sentence for people. */
export interface Warning<Code extends string> {
  readonly code: Code
  readonly message: string
}
