import { composeMail, type ComposedMail, type Mail } from './compose-mail.ts'
import { dkimSigner, type DkimKey } from './dkim.ts'
import { openLine, usualLimits, type Line, type LineLimits } from './line.ts'
import type { Outcome } from './outcome.ts'
import type { SmtpServer } from './smtp-url.ts'

/** Sends single mails: sign-in links, confirmations, notices. An edition to thousands goes by `bulk/sender.ts`. */
export type MailTransport = {
  /** Never throws for what a mail server does; the outcome says it. */
  send(mail: Mail): Promise<Outcome>
  /** Null when mail can leave now, else a sentence that says what is wrong. For `/health/ready`. */
  check(): Promise<string | null>
  /** Waits for the mails under way, then ends every connection. */
  close(): Promise<void>
}

export type TransportOptions = {
  readonly limits?: LineLimits
  /** Idle connections are ended after this time: most servers end them after five minutes themselves. */
  readonly idleMs?: number
  readonly dkim?: DkimKey | undefined
}

/** Real mail. Keeps up to `server.connections` connections open between mails; more mails than that wait their turn. */
export function smtpTransport(server: SmtpServer, options: TransportOptions = {}): MailTransport {
  const limits = options.limits ?? usualLimits
  const sign = options.dkim ? dkimSigner(options.dkim) : null
  const idle: { line: Line; timer: NodeJS.Timeout }[] = []
  const waiting: (() => void)[] = []
  const underWay = new Set<Promise<Outcome>>()
  let free = server.connections

  const turn = async (): Promise<void> => {
    if (free > 0) free -= 1
    else await new Promise<void>((resolve) => waiting.push(resolve))
  }
  const giveBack = (): void => {
    const next = waiting.shift()
    if (next) next()
    else free += 1
  }
  const takeIdle = (): Line | undefined => {
    for (let kept = idle.pop(); kept; kept = idle.pop()) {
      clearTimeout(kept.timer)
      if (kept.line.isOpen()) return kept.line
    }
    return undefined
  }
  const keep = (line: Line): void => {
    const timer = setTimeout(() => {
      idle.splice(
        idle.findIndex((one) => one.line === line),
        1,
      )
      line.close()
    }, options.idleMs ?? 30_000).unref()
    idle.push({ line, timer })
  }

  const carry = async ({ envelope, raw }: ComposedMail): Promise<Outcome> => {
    const signed = sign ? Buffer.from(sign(raw.toString('latin1'), new Date()), 'latin1') : raw
    const kept = takeIdle()
    if (kept) {
      const result = await kept.send(envelope, signed)
      if (result.open) keep(kept)
      // The server may have ended a kept connection in the same moment: nothing was sent, so a new one may carry it.
      if (!result.untouched) return result.outcome
    }
    const opened = await openLine(server, limits)
    if (!opened.ok) return opened.outcome
    const result = await opened.line.send(envelope, signed)
    if (result.open) keep(opened.line)
    return result.outcome
  }

  const send = async (mail: Mail): Promise<Outcome> => {
    const composed = await composeMail(mail)
    await turn()
    try {
      return await carry(composed)
    } finally {
      giveBack()
    }
  }

  return {
    send: (mail) => {
      const sending = send(mail)
      underWay.add(sending)
      return sending.finally(() => underWay.delete(sending))
    },
    check: async () => {
      const opened = await openLine(server, limits)
      if (!opened.ok) return opened.outcome.reason
      opened.line.close()
      return null
    },
    close: async () => {
      await Promise.allSettled(underWay)
      for (const kept of idle.splice(0)) {
        clearTimeout(kept.timer)
        kept.line.close()
      }
    },
  }
}

/** For the demo: nothing leaves. The finished mail goes to `keep`, which stores it for the page that shows it. */
export function keptTransport(keep: (composed: ComposedMail) => Promise<void>): MailTransport {
  return {
    send: async (mail) => {
      await keep(await composeMail(mail))
      return { kind: 'accepted', response: 'Kept here; nothing was sent' }
    },
    check: async () => null,
    close: async () => {},
  }
}
