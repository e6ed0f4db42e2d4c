/**
 * A rule said no, with words for the person who asked. The only error whose message is ever shown: everything else that is
 * thrown is a fault, logged with its cause and answered with a reference to quote.
 */
export class Refusal extends Error {
  override name = 'Refusal'
  readonly code: string
  /** The form field it belongs to, so that the sentence stands beside it. */
  readonly field: string | null
  constructor(code: string, sentence: string, field: string | null = null) {
    super(sentence)
    this.code = code
    this.field = field
  }
}

/** What was asked for is not there, or not for this actor to see: the answer is the same, so that nobody learns which. */
export class NotHere extends Error {
  override name = 'NotHere'
}
