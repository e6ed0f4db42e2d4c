import { Duplex, Readable } from 'node:stream'
import SMTPConnection from 'nodemailer/lib/smtp-connection'
import type { Address } from './address.ts'
import { outcomeOfFault, type Later, type Outcome, type Reached, type SmtpFault } from './outcome.ts'
import type { SmtpServer } from './smtp-url.ts'

export type Envelope = { readonly from: Address; readonly to: Address }

export type LineLimits = {
  /** To have a connection, a greeting and TLS. */
  readonly connectMs: number
  /** Silence after which a server is given up. RFC 5321 asks for ten minutes after the final dot; giving up sooner leaves a mail in doubt. */
  readonly silenceMs: number
}

export const usualLimits: LineLimits = { connectMs: 30_000, silenceMs: 10 * 60_000 }

export type LineResult = {
  readonly outcome: Outcome
  /** False once this connection cannot carry another mail. */
  readonly open: boolean
  /** True when not a byte of the mail was asked for, so that it may go over another connection at once. */
  readonly untouched: boolean
}

/** One kept connection to a mail server. It carries one mail at a time. */
export type Line = {
  /** `clean`: every line is known to end in CRLF, and none to begin with a dot. */
  send(envelope: Envelope, raw: Buffer | readonly Buffer[], clean?: boolean): Promise<LineResult>
  isOpen(): boolean
  /** Says goodbye and ends the connection. A mail that is under way then ends as `later` or `in_doubt`. */
  close(): void
}

export type LineOpened =
  | { readonly ok: true; readonly line: Line }
  | { readonly ok: false; readonly outcome: Later }

/** Connects, makes it secure, signs in. Every failure here is the server's or the settings', never an address's. */
export async function openLine(server: SmtpServer, limits: LineLimits = usualLimits): Promise<LineOpened> {
  const connection = new SMTPConnection({
    host: server.host,
    port: server.port,
    secure: server.secure,
    requireTLS: server.startTls === 'required',
    ignoreTLS: server.startTls === 'never',
    connectionTimeout: limits.connectMs,
    greetingTimeout: limits.connectMs,
    socketTimeout: limits.silenceMs,
    socketCloseTimeout: 2000,
    ...(server.helloName === undefined ? {} : { name: server.helloName }),
  })
  const fault = await started(connection, server)
  if (fault) {
    connection.close()
    const outcome = outcomeOfFault({ ...fault, command: 'CONN' }, 'before')
    if (outcome.kind !== 'later') throw new Error('A connection that never opened can only be tried later')
    return { ok: false, outcome }
  }
  return { ok: true, line: lineOver(connection) }
}

async function started(connection: SMTPConnection, server: SmtpServer): Promise<SmtpFault | null> {
  // Node ends the process on an unheard 'error' event. The answers come by the callbacks; this listener stays for good.
  const failed = new Promise<SmtpFault>((resolve) => {
    connection.on('error', resolve)
    connection.once('end', () =>
      resolve({ message: 'The mail server ended the connection.', code: 'ECONNECTION' }),
    )
  })
  const connected = new Promise<SmtpFault | null>((resolve) => {
    connection.connect((fault) => resolve(fault ?? null))
  })
  const refused = await Promise.race([connected, failed])
  if (refused || !server.auth) return refused
  if (!connection.allowsAuth) {
    return {
      message: 'The mail server does not offer signing in on this connection. Check the port and TLS.',
    }
  }
  const { user, password } = server.auth
  const signedIn = new Promise<SmtpFault | null>((resolve) => {
    connection.login({ user, pass: password, credentials: { user, pass: password } }, (fault) =>
      resolve(fault ?? null),
    )
  })
  return Promise.race([signedIn, failed])
}

function lineOver(connection: SMTPConnection): Line {
  let open = true
  // What to tell whoever waits when the connection ends under them. The library forgets a send when we close it ourselves.
  let whenEnded: (() => void) | null = null
  connection.once('end', () => {
    open = false
    // The send's own callback comes in the same turn and knows more.
    setImmediate(() => whenEnded?.())
  })

  const reset = (): Promise<boolean> =>
    new Promise((resolve) => {
      whenEnded = () => resolve(false)
      connection.reset((fault) => resolve(!fault))
    })

  /** After a plain refusal the connection is good for the next mail; after anything else it is not. */
  const mend = async (fault: SmtpFault): Promise<void> => {
    const answered = fault.code === 'EENVELOPE' || fault.code === 'EMESSAGE'
    if (open && answered && fault.responseCode !== 421 && (await reset())) return
    open = false
    connection.close()
  }

  const send: Line['send'] = async (envelope, mail, clean = false) => {
    const pieces = Buffer.isBuffer(mail) ? [mail] : mail
    const size = pieces.reduce((sum, piece) => sum + piece.length, 0)
    const body = clean && size <= pieceBytes ? atOnce(pieces) : inPieces(Buffer.concat(pieces, size))
    const answer = await new Promise<SmtpFault | string>((resolve) => {
      whenEnded = () => resolve({ message: 'The connection was ended here.', code: 'EHERE' })
      connection.send({ from: envelope.from, to: [envelope.to], size }, body.stream, (fault, info) =>
        resolve(fault ?? info?.response ?? ''),
      )
    })
    whenEnded = null
    if (typeof answer === 'string')
      return { outcome: { kind: 'accepted', response: answer }, open, untouched: false }
    const reached = body.reached()
    await mend(answer)
    whenEnded = null
    return {
      outcome: outcomeOfFault(answer, reached),
      open,
      untouched: reached === 'before' && answer.responseCode === undefined,
    }
  }

  const close = (): void => {
    if (!open) return
    open = false
    // QUIT only where nothing is under way: in the middle of a mail it would become part of its text.
    if (!whenEnded) connection.quit()
    setImmediate(() => connection.close())
  }

  return { send, close, isOpen: () => open }
}

// Small enough that a long mail waits for the server to take it, so that its end is read only when it is nearly through.
const pieceBytes = 64 * 1024

type HandOver = {
  /** A stream rather than the bytes themselves: what was asked of it is how we know how much of the mail was handed over. */
  readonly stream: Readable
  readonly reached: () => Reached
}

function inPieces(raw: Buffer): HandOver {
  let given = 0
  const stream = new Readable({
    read() {
      this.push(given < raw.length ? raw.subarray(given, given + pieceBytes) : null)
      given += pieceBytes
    },
  })
  return {
    stream,
    reached: () => (stream.readableEnded ? 'after' : stream.readableDidRead ? 'during' : 'before'),
  }
}

const end = Buffer.from('\r\n.\r\n')

/**
 * The library looks at each byte of a mail for dots and stray line breaks, which was nearly half of all the time that a sending
 * took. A mail that is known to have none goes out at the library's outlet and not through it, with the end of RFC 5321 4.1.1.4.
 */
function atOnce(pieces: readonly Buffer[]): HandOver {
  let asked = false
  const stream = new Readable({
    read() {
      this.push(null)
    },
  })
  stream.pipe = (into) => {
    if (!(into instanceof Duplex))
      throw new Error('The mail library takes mails by another stream than it did')
    asked = true
    // Read to its end, so that the library lets go of it.
    stream.resume()
    const broken = pieces.at(-1)?.subarray(-2).equals(end.subarray(0, 2))
    into.push(Buffer.concat([...pieces, broken ? end.subarray(2) : end]))
    into.push(null)
    return into
  }
  return { stream, reached: () => (asked ? 'after' : 'before') }
}
