/** One thing that verification found. Lines and seals are named by number; `first` and `last` are the same for a single one. */
export type Finding = {
  readonly kind: FindingKind
  readonly first: number
  readonly last: number
}

export type FindingKind = keyof typeof sentences

const many = (first: number, last: number, one: string, more: string): string =>
  first === last ? `${one} ${first}` : `${more} ${first} to ${last}`

const lines = (first: number, last: number) => many(first, last, 'Line', 'Lines')
const seals = (first: number, last: number) => many(first, last, 'Seal', 'Seals')
const are = (first: number, last: number) => (first === last ? 'is' : 'are')
const was = (first: number, last: number) => (first === last ? 'was' : 'were')

const sentences = {
  line_changed: (first: number, last: number) =>
    `${lines(first, last)} ${was(first, last)} changed after sealing.`,
  line_gone: (first: number, last: number) =>
    `${lines(first, last)} ${was(first, last)} sealed and ${are(first, last)} gone.`,
  line_inserted: (first: number, last: number) =>
    `${lines(first, last)} ${are(first, last)} among sealed lines and under no seal: put in later, or the seal was taken away.`,
  line_sealed_twice: (first: number, last: number) =>
    `${lines(first, last)} ${are(first, last)} under more than one seal.`,
  time_misplaced: (first: number, last: number) =>
    `${lines(first, last)} ${first === last ? 'has a time that does' : 'have times that do'} not fit the place in the log: back-dated, or the server's clock was moved.`,
  index_differs: (first: number, last: number) =>
    `The list of records of ${first === last ? `line ${first}` : `lines ${first} to ${last}`} differs from the line itself.`,
  seal_gone: (first: number, last: number) =>
    `${seals(first, last)} ${are(first, last)} gone from the database.`,
  seal_broken: (first: number, last: number) =>
    `${seals(first, last)} ${was(first, last)} changed, or made without the key.`,
  seal_unchained: (first: number, last: number) =>
    `${seals(first, last)} ${first === last ? 'does' : 'do'} not follow the seal before.`,
  tail_cut_off: (first: number, last: number) =>
    `${seals(first, last)} ${are(first, last)} known outside the database, and the database does not have ${first === last ? 'it' : 'them'} so: the end was cut off, or an old copy was put back.`,
  file_missing: () => 'The file of seals outside the database is missing.',
  file_changed: (first: number, last: number) =>
    `${many(first, last, 'Row', 'Rows')} of the file of seals ${are(first, last)} not as written.`,
  file_behind: (first: number, last: number) =>
    `${seals(first, last)} ${are(first, last)} not in the file of seals: it was cut, or could not be written.`,
  witness_differs: (first: number) => `Seal ${first} is not the one that the witness was sent.`,
} as const

export const findingSays = ({ kind, first, last }: Finding): string => sentences[kind](first, last)

/** How many findings are kept to be shown. All are counted, and all are handed to whoever listens. */
const mostKept = 1_000

/** Gathers findings; neighbours of one kind become one, so that ten thousand lines gone are one sentence. */
export function gatherFindings(listen: (finding: Finding) => void) {
  const open = new Map<FindingKind, { first: number; last: number }>()
  const kept: Finding[] = []
  let count = 0
  const close = (kind: FindingKind, span: { first: number; last: number }) => {
    const finding = { kind, ...span }
    if (kept.length < mostKept) kept.push(finding)
    listen(finding)
  }
  return {
    add(kind: FindingKind, number: number, last: number = number): void {
      count += last - number + 1
      const span = open.get(kind)
      if (span && number === span.last + 1) {
        span.last = last
        return
      }
      if (span) close(kind, span)
      open.set(kind, { first: number, last })
    },
    finish(): { findings: readonly Finding[]; count: number } {
      for (const [kind, span] of open) close(kind, span)
      open.clear()
      return { findings: kept, count }
    },
  }
}

export type Gathering = ReturnType<typeof gatherFindings>
