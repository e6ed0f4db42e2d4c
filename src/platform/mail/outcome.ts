/**
 * What became of one mail, as far as we can know it.
 *
 * - `accepted`: the server answered yes to the whole mail. From here on it is the server's to deliver or to report.
 * - `refused`: the server said no to this address or this mail for good. Trying again gets the same answer.
 * - `later`: it certainly was not taken; it may be tried again. `about` says whether the trouble is the whole server's or this mail's.
 * - `in_doubt`: all of it was handed over and the connection ended before the answer. It may or may not arrive. Nobody sends it again by themselves.
 */
export type Outcome =
  | { readonly kind: 'accepted'; readonly response: string }
  | { readonly kind: 'refused'; readonly permanent: true; readonly code: number; readonly reason: string }
  | {
      readonly kind: 'later'
      readonly about: 'server' | 'mail'
      readonly code?: number | undefined
      readonly reason: string
    }
  | { readonly kind: 'in_doubt'; readonly reason: string }

export type Later = Extract<Outcome, { kind: 'later' }>

/** How far a mail had come when something went wrong. `before`: not a byte of it was asked for. `during`: the end had not been written. `after`: all of it was handed over. */
export type Reached = 'before' | 'during' | 'after'

/** The part of a nodemailer error that decides. */
export type SmtpFault = {
  readonly message: string
  readonly code?: string | undefined
  readonly originalCode?: string | undefined
  readonly responseCode?: number | undefined
  readonly response?: string | undefined
  readonly command?: string | undefined
}

// 530 and 535 ask for signing in, 503 says that the order of commands was wrong: true of us, whatever the address.
const ours = new Set([503, 530, 534, 535, 538])

/** Turns what went wrong into an outcome. Only an answer to this address or this mail refuses it; the server's own troubles never do. */
export function outcomeOfFault(fault: SmtpFault, reached: Reached): Outcome {
  const code = fault.responseCode
  const reason = fault.response ?? fault.message
  const toThisMail = fault.command === 'RCPT TO' || fault.command === 'DATA'
  if (code !== undefined && code >= 400 && toThisMail && code !== 421 && !ours.has(code)) {
    return code >= 500
      ? { kind: 'refused', permanent: true, code, reason }
      : { kind: 'later', about: 'mail', code, reason }
  }
  // Anything but a plain no to the whole mail leaves open whether it was taken.
  if (reached === 'after' && !(fault.command === 'DATA' && code !== undefined && code >= 400))
    return { kind: 'in_doubt', reason: sentence(fault) }
  // A size that the server announced as its limit is refused by the library before a word is sent.
  if (fault.code === 'EMESSAGE' && code === undefined && fault.command === 'MAIL FROM')
    return { kind: 'refused', permanent: true, code: 552, reason }
  return code === undefined
    ? { kind: 'later', about: 'server', reason: sentence(fault) }
    : { kind: 'later', about: 'server', code, reason }
}

const sentences: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'The mail server does not answer: nothing listens at that host and port.',
  ENOTFOUND: 'The name of the mail server is not known.',
  EDNS: 'The name of the mail server could not be looked up.',
  ECONNRESET: 'The mail server broke off the connection.',
  EPIPE: 'The mail server broke off the connection.',
  ETIMEDOUT: 'The mail server took too long to answer.',
  EHOSTUNREACH: 'The mail server cannot be reached from here.',
  ENETUNREACH: 'The mail server cannot be reached from here.',
  ETLS: 'The encrypted connection to the mail server could not be made.',
  ECONNECTION: 'The mail server ended the connection.',
}

function sentence(fault: SmtpFault): string {
  return sentences[fault.originalCode ?? ''] ?? sentences[fault.code ?? ''] ?? fault.message
}
