export type UnreadableReason =
  | 'empty'
  | 'too-large'
  | 'old-excel'
  | 'protected'
  | 'other-kind'
  | 'not-a-sheet'
  | 'broken'
  | 'bomb'
  | 'no-headings'
  | 'no-rows'
  | 'too-many-rows'

/** A file that cannot be read; the message is for the person who chose it. */
export class UnreadableSheet extends Error {
  readonly reason: UnreadableReason

  constructor(reason: UnreadableReason, message: string, cause?: unknown) {
    super(message, { cause })
    this.name = 'UnreadableSheet'
    this.reason = reason
  }
}

export const unreadable = (reason: UnreadableReason, message: string, cause?: unknown) =>
  new UnreadableSheet(reason, message, cause)
